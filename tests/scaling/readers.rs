//! What the readers read: for each format a typical document, and some that are large in one dimension.

use std::io::Write;

use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::documents::{
    Document, above, large, listed, name, parts, public, public_list, public_with, typical, units,
};

const RDF: &str =
    "@prefix org: <http://www.w3.org/ns/org#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";
const RDF_XML: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:skos=\"http://www.w3.org/2004/02/skos/core#\" xmlns:org=\"http://www.w3.org/ns/org#\">\n";

#[rustfmt::skip]
pub const READERS: &[Document] = &[
    typical("public format", 750, units),
    large("public format, children of one parent", 2_000, |n| public_with(n, |i| if i == 0 { String::new() } else { ",\"parent_id\":\"u0\"".into() })),
    large("public format, a chain", 2_000, |n| public_with(n, |i| if i == 0 { String::new() } else { format!(",\"parent_id\":\"u{}\"", i - 1) })),
    large("public format, a chain from below", 2_000, |n| public_with(n, |i| if i + 1 == n { String::new() } else { format!(",\"parent_id\":\"u{}\"", i + 1) })),
    large("public format, one cycle", 2_000, |n| public_with(n, |i| format!(",\"parent_id\":\"u{}\"", (i + 1) % n))),
    large("public format, units that are their own parents", 2_000, |n| public_with(n, |i| format!(",\"parent_id\":\"u{i}\""))),
    large("public format, unknown parents", 2_000, |n| public_with(n, |i| format!(",\"parent_id\":\"x{i}\""))),
    large("public format, one unknown parent", 2_000, |n| public_with(n, |_| ",\"parent_id\":\"x\"".into())),
    large("public format, one id", 2_000, |n| public(n, |i| format!("{{\"id\":\"u\",\"name\":\"{i}\"}}"))),
    large("public format, no ids", 2_000, |n| public(n, |_| "{\"name\":\"The same\"}".into())),
    large("public format, unknown relations", 1_000, |n| public_with(n, |i| format!(",\"relations\":[{{\"type\":\"a\",\"unit_id\":\"x{i}\"}}]"))),
    large("public format, relations of one unit", 2_000, |n| public_list(n, "relations", |i| format!("{{\"type\":\"a\",\"unit_id\":\"x{i}\"}}"))),
    large("public format, parents of one unit", 5_000, |n| public_list(n, "parent_id", |i| format!("\"x{i}\""))),
    large("public format, facts of one unit", 5_000, |n| public_list(n, "facts", |i| format!("{{\"label\":\"l\",\"value\":\"{i}\"}}"))),
    large("public format, contacts of one unit", 5_000, |n| public_list(n, "contact_details", |i| format!("{{\"type\":\"email\",\"value\":\"{i}@a.b\"}}"))),
    large("public format, notes of one unit", 10_000, |n| public_list(n, "notes", |i| format!("\"note {i}\""))),
    large("public format, values that are no units", 5_000, |n| public(n, |i| if i == 0 { "{\"id\":\"a\",\"name\":\"A\"}".into() } else { i.to_string() })),
    large("public format, keys of one unit", 5_000, |n| listed("{\"format\":\"ramure/1\",\"units\":[{\"id\":\"a\",\"name\":\"A\",", n, |i| format!("\"k{i}\":{i}"), "}]}")),
    large("public format, one key again", 5_000, |n| listed("{\"format\":\"ramure/1\",\"units\":[{\"id\":\"a\",\"name\":\"A\",", n, |i| format!("\"abstract\":\"{i}\""), "}]}")),
    large("public format, a long name", 50_000, |n| parts("{\"format\":\"ramure/1\",\"units\":[{\"id\":\"a\",\"name\":\"", n, |_| "abc ", "\"}]}")),
    typical("flat JSON", 750, |n| listed("[", n, flat, "]")),
    typical("JSON lines", 750, |n| parts("", n, |i| flat(i) + "\n", "")),
    large("flat JSON, keys of one record", 2_000, |n| listed("[{\"name\":\"A\",", n, |i| format!("\"k{i}\":\"{i}\""), "},{\"name\":\"B\"}]")),
    large("flat JSON, one key again", 2_000, |n| listed("[{\"name\":\"A\",", n, |i| format!("\"k\":\"{i}\""), "},{\"name\":\"B\"}]")),
    large("flat JSON, different keys", 1_000, |n| listed("[", n, |i| format!("{{\"id\":\"{i}\",\"name\":\"n\",\"k{i}\":\"{i}\"}}"), "]")),
    large("flat JSON, last names of one person", 4_000, |n| listed("[{\"prenom\":\"A\",\"nomdefamille\":[", n, |i| format!("\"x{i}\""), "]}]")),
    large("flat JSON, parts of a long name", 2_000, |n| {
        let parts_of_name = parts("\"", n, |_| ",\"givenName\":\"b\"", "}}]");
        parts("[{\"userName\":\"u\",\"name\":{\"formatted\":\"", n, |_| "aaaaaaaaaa", &String::from_utf8(parts_of_name).expect("text"))
    }),
    typical("nested JSON", 750, |n| listed("[{\"name\":\"A\",\"children\":[", n, |i| format!("{{\"name\":\"{}\",\"children\":[{{\"name\":\"Inner {i}\"}}]}}", name(i)), "]}]")),
    typical("JSON graph", 750, |n| {
        let edges = listed("],\"edges\":[", n, |i| format!("{{\"source\":\"n{}\",\"target\":\"n{i}\"}}", above(i)), "]}");
        listed("{\"nodes\":[", n, |i| format!("{{\"id\":\"n{i}\",\"label\":\"{}\"}}", name(i)), &String::from_utf8(edges).expect("text"))
    }),
    typical("DILA", 500, |n| listed("{\"service\":[", n, |i| format!("{{\"id\":\"{i}\",\"nom\":\"{}\",\"type_organisme\":\"a\",\"mission\":\"<p>Keeps ships safe</p>\",\"hierarchie\":[{{\"type_hierarchie\":\"Service Fils\",\"service\":\"{}\"}}]}}", name(i), i * 2 + 1), "]}")),
    typical("GOV.UK", 500, |n| listed("{\"results\":[", n, |i| format!("{{\"id\":\"https://g/{i}\",\"title\":\"{}\",\"format\":\"a\",\"details\":{{\"slug\":\"s{i}\",\"abbreviation\":\"A{i}\"}},\"parent_organisations\":[{{\"id\":\"https://g/{}\"}}],\"child_organisations\":[]}}", name(i), above(i)), "]}")),
    typical("organigram", 500, |n| listed("{\"document\":{\"title\":\"T\"},\"organisations\":[{\"id\":\"r\",\"name\":\"R\",\"departments\":[", n, |i| format!("{{\"id\":\"d{i}\",\"name\":\"{}\",\"positions\":[{{\"positionType\":\"Leitung\",\"person\":{{\"givenName\":\"A\",\"familyName\":\"B{i}\"}}}}]}}", name(i)), "]}]}")),
    typical("JSON-LD", 500, |n| listed("{\"@context\":{\"org\":\"http://www.w3.org/ns/org#\",\"skos\":\"http://www.w3.org/2004/02/skos/core#\"},\"@graph\":[", n, |i| format!("{{\"@id\":\"http://p/{i}\",\"@type\":\"org:OrganizationalUnit\",\"skos:prefLabel\":\"{}\",\"org:unitOf\":{{\"@id\":\"http://p/{}\"}}}}", name(i), above(i)), "]}")),
    typical("CSV", 1_000, |n| parts("id,name,parent_id,email,floor\n", n, |i| format!("u{i},{},u{},u{i}@port.example,{i}\n", name(i), above(i)), "")),
    large("CSV, parents by name", 1_000, |n| parts("name,manager\n", n, |i| format!("{},{}\n", name(i), name(above(i))), "")),
    large("CSV, one name", 1_500, |n| parts("id,name,parent_id\n", n, |i| format!("u{i},The same,u{}\n", above(i)), "")),
    large("CSV, one id", 1_500, |n| parts("id,name,parent_id\n", n, |i| format!("u,{i},u\n"), "")),
    large("CSV, paths", 500, |n| parts("path,name\n", n, |i| format!("/a/b{}/c{i},{}\n", above(i), name(i)), "")),
    large("CSV, levels", 1_000, |n| parts("level1,level2,level3,name\n", n, |i| format!("a,b{},c{i},d{i}\n", above(i)), "")),
    large("CSV, a chain", 1_500, |n| parts("id,name,parent_id\n", n, |i| format!("u{i},Unit {i},u{}\n", i.saturating_sub(1)), "")),
    large("CSV, columns", 2_000, |n| [parts("id,name", n, |i| format!(",c{i}"), "\n1,A"), parts("", n, |i| format!(",{i}"), "\n2,B\n")].concat()),
    large("CSV, columns of one name", 2_000, |n| [parts("id,name", n, |_| ",c", "\n1,A"), parts("", n, |i| format!(",{i}"), "\n2,B\n")].concat()),
    large("CSV, columns without a name", 2_000, |n| [parts("id,name", n, |_| ",", "\n1,A"), parts("", n, |i| format!(",{i}"), "\n2,B\n")].concat()),
    large("CSV, columns of parents", 2_000, |n| [parts("id,name", n, |i| format!(",manager {i}"), "\n1,A"), parts("", n, |i| format!(",{i}"), "\n2,B\n")].concat()),
    large("CSV, columns of first names", 1_000, |n| [parts("name", n, |_| ",firstname", "\nA"), parts("", n, |i| format!(",n{i}"), "\nB\n")].concat()),
    large("CSV, lines of one cell", 5_000, |n| parts("id,name,note\n1,A,\"", n, |i| format!("line {i}\n"), "\"\n2,B,\n")),
    typical("LDIF", 500, |n| parts("version: 1\n\ndn: o=port\nobjectClass: organization\no: port\n", n, |i| format!("\ndn: ou=u{i},ou=g{},o=port\nobjectClass: organizationalUnit\nou: u{i}\ndescription: {}\nmail: u{i}@port.example\n", i % 50, name(i)), "")),
    large("LDIF, attributes of one entry", 2_500, |n| parts("dn: o=port\nobjectClass: organization\no: port\n", n, |i| format!("a{i}: {i}\n"), "")),
    large("LDIF, values of one attribute", 5_000, |n| parts("dn: o=port\nobjectClass: organization\no: port\n", n, |i| format!("description: {i}\n"), "")),
    large("LDIF, parts of one name", 1_000, |n| parts("dn: ou=a", n, |i| format!(",ou=u{i}"), "\nobjectClass: organizationalUnit\nou: a\n\ndn: o=b\no: b\n")),
    large("LDIF, continued lines", 5_000, |n| parts("dn: o=port\nobjectClass: organization\no: port\ndescription: ", n, |i| format!("\n  line {i}"), "\n")),
    large("LDIF, names in a long name", 2_000, |n| [parts("dn: cn=x,o=a\nobjectClass: person\ncn: x\ndisplayName: ", n, |_| "aaaaaaaaaa", "\n"), parts("", n, |_| "sn: b\n", "")].concat()),
    typical("vCard", 300, |n| parts("", n, |i| format!("BEGIN:VCARD\nVERSION:4.0\nUID:u{i}\nFN:{}\nORG:Port;Quay {};\nEMAIL:u{i}@port.example\nTITLE:Pilot\nEND:VCARD\n", name(i), above(i)), "")),
    large("vCard, properties of one card", 1_500, |n| parts("BEGIN:VCARD\nFN:A\n", n, |i| format!("X-{i}:{i}\n"), "END:VCARD\n")),
    large("vCard, words of one name", 6_000, |n| [parts("BEGIN:VCARD\nFN:", n, |i| format!("w{i} "), "\nN:;"), parts("", n, |i| format!("w{} ", n - 1 - i), ";;;\nEND:VCARD\n")].concat()),
    large("vCard, names of one card", 1_500, |n| [parts("BEGIN:VCARD\nN:", n, |i| format!("w{i} "), ";a\n"), parts("", n, |i| format!("N:b{i}\n"), "END:VCARD\n")].concat()),
    large("vCard, one unit", 500, |n| parts("", n, |i| format!("BEGIN:VCARD\nFN:{i}\nORG:Port;Quay\nEND:VCARD\n"), "")),
    large("vCard, parts of one unit", 5_000, |n| parts("BEGIN:VCARD\nFN:A\nORG:a", n, |i| format!(";u{i}"), "\nEND:VCARD\n")),
    large("vCard, folded lines", 5_000, |n| parts("BEGIN:VCARD\nFN:A\nNOTE:a", n, |i| format!("\n line {i}"), "\nEND:VCARD\n")),
    typical("OPML", 500, |n| parts("<opml><head><title>T</title></head><body>\n", n, |i| format!("<outline text=\"{}\" email=\"u{i}@port.example\"><outline text=\"Inner {i}\" floor=\"{i}\"/></outline>\n", name(i)), "</body></opml>")),
    large("OPML, attributes of one unit", 2_500, |n| parts("<opml><body><outline text=\"a\"", n, |i| format!(" a{i}=\"{i}\""), "/></body></opml>")),
    large("OPML, parts of one text", 10_000, |n| parts("<opml><body><outline text=\"a\">", n, |i| format!("<![CDATA[{i}\n]]>"), "</outline></body></opml>")),
    large("OPML, texts outside of units", 1_500, |n| parts("<opml><body><outline text=\"a\"/>", n, |i| format!("<b>{i}</b>\n"), "</body></opml>")),
    typical("GraphML", 500, |n| {
        let edges = parts("", n, |i| format!("<edge source=\"n{}\" target=\"n{i}\"/>\n", above(i)), "</graph></graphml>");
        parts("<graphml><key id=\"d0\" attr.name=\"name\"/><key id=\"d1\" attr.name=\"email\"/><graph edgedefault=\"directed\">", n, |i| format!("<node id=\"n{i}\"><data key=\"d0\">{}</data><data key=\"d1\">u{i}@port.example</data></node>\n", name(i)), &String::from_utf8(edges).expect("text"))
    }),
    large("GraphML, values of one node", 1_250, |n| parts("<graphml><graph><node id=\"a\">", n, |i| format!("<data key=\"k{i}\">{i}</data>"), "</node></graph></graphml>")),
    large("GraphML, labels of one edge", 2_500, |n| parts("<graphml><graph><node id=\"a\"/><node id=\"b\"/><edge source=\"a\" target=\"b\">", n, |i| format!("<data key=\"k\">{i}</data>"), "</edge></graph></graphml>")),
    large("GraphML, edges to one node", 1_500, |n| parts("<graphml><graph>", n, |i| format!("<edge source=\"n{i}\" target=\"a\"/>"), "</graph></graphml>")),
    typical("XLSX", 500, |n| xlsx(n, |i| format!("<row><c t=\"inlineStr\"><is><t>u{i}</t></is></c><c t=\"inlineStr\"><is><t>{}</t></is></c><c t=\"inlineStr\"><is><t>u{}</t></is></c></row>", name(i), above(i)))),
    typical("ODS", 500, |n| ods(n, |i| [format!("u{i}"), name(i), format!("u{}", above(i))].map(|text| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>")).concat())),
    large("zip, many files", 250, |n| zip(&files(n).iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())),
    large("tar, many files", 250, |n| tar(&files(n))),
    typical("Mermaid", 500, |n| parts("flowchart TD\n", n, |i| format!("n{}[\"{}\"] --> m{i}[\"{}\"]\n", above(i), name(above(i)), name(i)), "")),
    large("Mermaid, a chain of links", 1_500, |n| parts("flowchart TD\na", n, |i| format!(" --> n{i}"), "\n")),
    large("Mermaid, subgraphs", 500, |n| parts("flowchart TD\n", n, |i| format!("subgraph s{i}\na{i} --> b{i}\nend\n"), "")),
    typical("DOT", 500, |n| parts("digraph a {\n", n, |i| format!("n{i} [label=\"{}\", floor=\"{i}\"];\nn{} -> n{i};\n", name(i), above(i)), "}\n")),
    large("DOT, attributes of one node", 1_500, |n| parts("digraph a {\na [", n, |i| format!("k{i}={i} "), "];\na -> b;\n}\n")),
    large("DOT, clusters", 500, |n| parts("digraph a {\n", n, |i| format!("subgraph cluster_{i} {{ a{i} -> b{i} }}\n"), "}\n")),
    typical("Org mode", 500, |n| parts("#+TITLE: T\n", n, |i| format!("* {}\n:PROPERTIES:\n:Email: u{i}@port.example\n:END:\n** Inner {i}\n", name(i)), "")),
    typical("PlantUML", 500, |n| parts("@startwbs\n* Port\n", n, |i| format!("** {}\n*** Inner {i}\n", name(i)), "@endwbs\n")),
    typical("tree", 500, |n| parts("Port\n", n, |i| format!("├── {}\n│   └── Inner {i}\n", name(i)), "")),
    typical("Markdown", 500, |n| parts("# Port\n\n", n, |i| format!("- {}\n  - Inner {i}\n", name(i)), "")),
    typical("YAML", 200, |n| parts("teams:\n", n, |i| format!("  team{i}:\n    description: {}\n    members: [ada{i}, tom{i}]\n", name(i)), "")),
    typical("Backstage", 150, |n| parts("", n, |i| format!("---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: g{i}, description: {}}}\nspec: {{type: team, parent: g{}, children: []}}\n", name(i), above(i)), "")),
    large("YAML, members of one team", 750, |n| parts("teams:\n  a:\n    members:\n", n, |i| format!("    - m{i}\n"), "")),
    typical("Turtle", 300, |n| parts(RDF, n, |i| format!("<http://p/{i}> a org:OrganizationalUnit ; skos:prefLabel \"{}\" ; org:unitOf <http://p/{}> .\n", name(i), above(i)), "")),
    large("Turtle, values of one unit", 1_500, |n| parts(&format!("{RDF}<http://p/a> a org:Organization ; skos:prefLabel \"A\""), n, |i| format!(" ; skos:altLabel \"{i}\""), " .\n")),
    typical("N-Triples", 300, |n| parts("", n, |i| format!("<http://p/{i}> <http://www.w3.org/2004/02/skos/core#prefLabel> \"{}\" .\n<http://p/{i}> <http://www.w3.org/ns/org#unitOf> <http://p/{}> .\n", name(i), above(i)), "")),
    typical("RDF/XML", 300, |n| parts(RDF_XML, n, |i| format!("<org:OrganizationalUnit rdf:about=\"http://p/{i}\"><skos:prefLabel>{}</skos:prefLabel><org:unitOf rdf:resource=\"http://p/{}\"/></org:OrganizationalUnit>\n", name(i), above(i)), "</rdf:RDF>\n")),
];

fn flat(i: usize) -> String {
    format!(
        "{{\"code\":\"u{i}\",\"name\":\"{}\",\"parent_id\":\"u{}\",\"email\":\"u{i}@port.example\",\"floor\":{i}}}",
        name(i),
        above(i)
    )
}

fn xlsx(count: usize, row: impl Fn(usize) -> String) -> Vec<u8> {
    let heads =
        ["id", "name", "parent_id"].map(|name| format!("<c t=\"inlineStr\"><is><t>{name}</t></is></c>"));
    let head = format!("<worksheet><sheetData><row>{}</row>", heads.concat());
    zip(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"Quays\" r:id=\"r1\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Target=\"s.xml\"/></Relationships>",
        ),
        ("xl/s.xml", &parts(&head, count, row, "</sheetData></worksheet>")),
    ])
}

fn ods(count: usize, row: impl Fn(usize) -> String) -> Vec<u8> {
    let cell = |name: &str| format!("<table:table-cell><text:p>{name}</text:p></table:table-cell>");
    let heads = ["id", "name", "parent_id"].map(cell).concat();
    let head = format!(
        "<office:spreadsheet><table:table table:name=\"Quays\"><table:table-row>{heads}</table:table-row>"
    );
    let row = |number| format!("<table:table-row>{}</table:table-row>", row(number));
    let content = parts(&head, count, row, "</table:table></office:spreadsheet>");
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// So many files of two units each.
fn files(count: usize) -> Vec<(String, Vec<u8>)> {
    let text = |i: usize| format!("id,name,parent_id\nu{i},{},\nv{i},Inner {i},u{i}\n", name(i)).into_bytes();
    (0..count).map(|i| (format!("{i}.csv"), text(i))).collect()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, name, &**text).expect("written");
    }
    archive.into_inner().expect("ended")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let file = archive.new_file(name).compression_method(CompressionMethod::STORE);
        let (mut entry, config) = file.start().expect("started");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).expect("written");
        let (_, descriptor) = writer.finish().expect("written");
        entry.finish(descriptor).expect("ended");
    }
    archive.finish().expect("ended");
    bytes
}
