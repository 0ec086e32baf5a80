//! The texts and numbers of a file, found in a simple way of its own for each format: without the readers of the
//! program, and without knowing what they mean.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::value::RawValue;

/// Keys of JSON-LD that name nodes, which joins the parts of a document, or that name languages and terms.
const LINKED_DATA_KEYS: [&str; 4] = ["@id", "id", "@language", "@context"];

/// The scalars of a file with this extension.
pub fn of(bytes: &[u8], extension: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let scalars = match extension {
        "json" | "jsonl" | "geojson" => json(&text, &[]),
        "jsonld" => json(&text, &LINKED_DATA_KEYS).iter().map(|text| local_name(text)).collect(),
        "csv" => cells(&text),
        "ldif" => ldif(&text),
        "vcf" => vcard(&text),
        #[cfg(feature = "rdf")]
        "ttl" | "nt" | "rdf" => triples(&text, extension),
        "opml" | "graphml" => xml(&text),
        "xlsx" | "ods" => sheets(&text, extension),
        "md" | "txt" | "org" | "wbs" | "mmd" | "dot" | "yaml" => phrases(&text),
        other => panic!("no scalars are known of “.{other}”"),
    };
    let scalars = scalars.into_iter().map(|text| text.trim().to_string());
    scalars.filter(|text| !text.is_empty()).collect()
}

/// The texts, numbers and truth values of JSON, numbers as they are written. What is JSON or markup in a text is
/// read as such, keys that are paths are texts, and the values of ignored keys are left out.
fn json(text: &str, ignored_keys: &[&str]) -> Vec<String> {
    let mut scalars = Vec::new();
    let documents = serde_json::Deserializer::from_str(text).into_iter::<Box<RawValue>>();
    let mut pending: Vec<String> = documents.map(|value| value.expect("JSON").get().to_string()).collect();
    while let Some(value) = pending.pop() {
        match value.as_bytes()[0] {
            b'[' => {
                let items: Vec<Box<RawValue>> = serde_json::from_str(&value).expect("a list");
                pending.extend(items.iter().map(|item| item.get().to_string()));
            }
            b'{' => {
                let members: std::collections::HashMap<String, Box<RawValue>> =
                    serde_json::from_str(&value).expect("an object");
                scalars.extend(members.keys().filter(|key| key.starts_with('/')).cloned());
                let is_kept = |key: &str| !ignored_keys.contains(&key) || members.len() == 1;
                let kept = members.iter().filter(|(key, _)| is_kept(key));
                pending.extend(kept.map(|(_, item)| item.get().to_string()));
            }
            b'"' => {
                let text: String = serde_json::from_str(&value).expect("a text");
                match text.trim_start().starts_with(['[', '{'])
                    && serde_json::from_str::<&RawValue>(&text).is_ok()
                {
                    true => pending.push(text.trim().to_string()),
                    false => scalars.extend(without_markup(&text)),
                }
            }
            b'n' => {}
            _ => scalars.push(value),
        }
    }
    scalars
}

/// The texts between the elements of HTML.
fn without_markup(text: &str) -> Vec<String> {
    if !text.contains("</") && !text.contains("/>") {
        return vec![text.to_string()];
    }
    text.split('<').map(|part| decoded(part.rsplit('>').next().unwrap_or_default())).collect()
}

/// The last part of an address, or a text as it is.
fn local_name(text: &str) -> String {
    let is_address = text.contains(':') && !text.contains(' ');
    let last = || text.trim_end_matches('/').rsplit(['#', '/', ':']).next().unwrap_or_default();
    let name = if is_address { last() } else { text };
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// The cells of a table below the names of its columns.
fn cells(text: &str) -> Vec<String> {
    let separator = if text.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(separator);
    let rows: Vec<_> =
        reader.from_reader(text.as_bytes()).into_records().map(|row| row.expect("a row")).collect();
    let names = rows.iter().position(|row| row.len() > 1 && row.iter().all(|cell| !cell.is_empty()));
    let rows = rows.iter().enumerate().filter(|(at, _)| Some(*at) != names);
    rows.flat_map(|(_, row)| row.iter().map(String::from).collect::<Vec<_>>()).collect()
}

/// The values of LDIF, of names their parts.
fn ldif(text: &str) -> Vec<String> {
    let text = text.replace("\n ", "");
    let mut scalars = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let is_secret = [
            "userPassword",
            "unicodePwd",
            "photo",
            "jpegPhoto",
            "userCertificate",
            "audioCertificate",
            "sambaNTPassword",
            "krbPrincipalName",
            "x-olcRootPW",
        ];
        if name == "version" || is_secret.contains(&name.split(';').next().unwrap_or_default()) {
            continue;
        }
        let value = match value.strip_prefix(':') {
            Some(code) => {
                String::from_utf8_lossy(&BASE64_STANDARD.decode(code.trim()).expect("base64")).into_owned()
            }
            None => value.trim_start_matches('<').to_string(),
        };
        let parts: Vec<&str> = match value.contains('=') && !value.contains("://") && !value.contains('(') {
            true => value.split([',', '+']).map(|part| part.rsplit('=').next().unwrap_or_default()).collect(),
            false => vec![&value],
        };
        scalars.extend(
            parts.into_iter().map(|part| part.replace("\\2C", ",").replace("\\2c", ",").replace("\\24", "$")),
        );
    }
    scalars
}

/// The values of the properties of vCards, of composed ones their parts.
fn vcard(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace("=\n", "").replace("\n ", "");
    let mut scalars = Vec::new();
    for line in text.lines() {
        let is_quoted = |at: usize| line[..at].matches('"').count() % 2 == 1;
        let colon = line.match_indices(':').find(|(at, _)| !is_quoted(*at));
        let Some((at, _)) = colon else { continue };
        let (name, value) = (line[..at].to_ascii_uppercase(), &line[at + 1..]);
        if ["BEGIN", "END", "VERSION", "KIND", "PHOTO"].iter().any(|known| name.starts_with(known)) {
            continue;
        }
        let value = match name.contains("QUOTED-PRINTABLE") {
            true => percent_encoding::percent_decode_str(&value.replace('=', "%"))
                .decode_utf8_lossy()
                .into_owned(),
            false => value.replace("\\n", "\n").replace("\\,", "\u{1}").replace("\\;", "\u{2}"),
        };
        let parts = value.split([';', ',', '\n']);
        scalars.extend(parts.map(|part| part.replace('\u{1}', ",").replace('\u{2}', ";")));
    }
    scalars
}

/// The literals of triples, and the local names of what they refer to outside of the file.
#[cfg(feature = "rdf")]
fn triples(text: &str, extension: &str) -> Vec<String> {
    use oxrdf::{Term, Triple};
    const BASE: &str = "file:";
    let all: Vec<Triple> = match extension {
        "rdf" => {
            let parser = oxrdfxml::RdfXmlParser::new().with_base_iri(BASE).expect("an address");
            parser.for_slice(text).map(|triple| triple.expect("RDF/XML")).collect()
        }
        _ => {
            let parser = oxttl::TurtleParser::new().with_base_iri(BASE).expect("an address");
            parser.for_slice(text).map(|triple| triple.expect("Turtle")).collect()
        }
    };
    let subjects: Vec<String> = all.iter().map(|triple| triple.subject.to_string()).collect();
    let scalar = |triple: &Triple| match &triple.object {
        Term::NamedNode(node) if subjects.contains(&node.to_string()) => None,
        Term::NamedNode(node) => Some(local_name(node.as_str())),
        Term::Literal(literal) => Some(literal.value().to_string()),
        _ => None,
    };
    all.iter().filter_map(scalar).collect()
}

/// The texts and the values of attributes of XML; comments, instructions and namespaces are not among them.
fn xml(text: &str) -> Vec<String> {
    let mut scalars = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        scalars.push(decoded(&rest[..at]));
        rest = &rest[at..];
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").expect("the end");
            scalars.push(data[..end].to_string());
            rest = &data[end + 3..];
            continue;
        }
        let (end, is_markup) = match rest {
            _ if rest.starts_with("<!--") => ("-->", false),
            _ if rest.starts_with("<!DOCTYPE") => ("]>", false),
            _ if rest.starts_with("<?") => ("?>", false),
            _ => (">", true),
        };
        let length = rest.find(end).expect("the end") + end.len();
        if is_markup {
            scalars.extend(attributes(&rest[..length]));
        }
        rest = &rest[length..];
    }
    scalars
}

fn attributes(tag: &str) -> Vec<String> {
    let parts: Vec<&str> = tag.split('"').collect();
    let pairs = parts.chunks_exact(2).filter(|pair| !pair[0].contains("xmlns") && !pair[0].contains("xsi:"));
    pairs.map(|pair| decoded(pair[1])).collect()
}

fn decoded(text: &str) -> String {
    html_escape::decode_html_entities(text).into_owned()
}

/// The cells of a spreadsheet whose parts are stored without compression: texts, and numbers that are no indexes of
/// texts.
fn sheets(text: &str, extension: &str) -> Vec<String> {
    let texts = |start: &str, end: &str| -> Vec<String> {
        let parts = text.split(start).skip(1).filter_map(|part| part.split_once(end));
        parts.map(|(text, _)| decoded(text)).collect()
    };
    if extension == "ods" {
        return texts("<text:p>", "</text:p>");
    }
    let cells = text.split("<c ").skip(1).filter(|cell| !cell.starts_with("r") || !cell.contains("t=\"s\""));
    let numbers = cells.filter_map(|cell| cell.split_once("<v>")?.1.split_once("</v>"));
    numbers.map(|(number, _)| number.to_string()).chain(texts("<t>", "</t>")).collect()
}

/// The phrases of a text: the signs between them are syntax.
fn phrases(text: &str) -> Vec<String> {
    let is_sign = |c: char| !c.is_alphanumeric() && !" .,'’-".contains(c);
    text.split(is_sign).map(String::from).collect()
}
