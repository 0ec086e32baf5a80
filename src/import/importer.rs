//! Reads files of any format, one after another, into one organisation. Relations between units of
//! different files are resolved when all files are read.

use std::borrow::Cow;

use crate::lang::Lang;
use crate::memory;
use crate::org::{DiagnosticKind, Org};
use crate::pack::{Pack, PackError, ReadAt, is_pack};
use crate::text::Printable;

use super::archive::{Archive, Content};
use super::columns::Columns;
use super::encoding::Decoded;
use super::file_group::FileGroup;
use super::format::ImportFormat;
use super::found_columns::MissingColumn;
use super::record_sink::RecordSink;
use super::{MAX_FILE_BYTES, NamedError, ProgressFn, ReadError, ReadErrorKind};
use super::{
    csv, detect, dila, dot, encoding, govuk, graphml, html, json, jsonld, ldif, mermaid, nearest_format,
    opml, org_mode, organigram, plantuml, ramure, rdf, text_tree, vcard, yaml,
};

/// What a search in a packed directory notes for each unit.
const SEARCH_BYTES: usize = 8;

/// How files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Their format; `None` to detect it.
    pub format: Option<ImportFormat>,
    /// Stated meanings of table columns.
    pub columns: Columns,
}

#[derive(Debug)]
pub struct Importer {
    sink: RecordSink,
    format: Option<ImportFormat>,
    /// The organisation of a pack, which is the only file.
    packed: Option<Org>,
}

impl Importer {
    /// `lang` is the language of the units that the importer adds.
    pub fn new(options: ImportOptions, lang: Lang) -> Self {
        Self { sink: RecordSink::new(options.columns, lang), format: options.format, packed: None }
    }

    /// Reads the bytes of a file, or of the files in an archive. Files of an archive that cannot be read are
    /// problems, unless none can.
    ///
    /// # Errors
    /// If there is nothing that can be read.
    pub fn read(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        on_progress: ProgressFn,
    ) -> Result<(), NamedError> {
        self.read_below(name, name, bytes, on_progress)
    }

    /// Reads the bytes of a file of a group, if they could be read.
    pub fn read_into(
        &mut self,
        group: &mut FileGroup,
        name: &Printable,
        bytes: Result<Cow<'static, [u8]>, ReadError>,
        on_progress: ProgressFn,
    ) {
        let above = group.name.clone();
        self.attempt(group, |importer| match bytes {
            Ok(bytes) if is_pack(&bytes) => Err((name.clone(), ReadErrorKind::PackAmongFiles.into())),
            Ok(bytes) => importer.read_below(&above, name, bytes, on_progress),
            Err(error) => Err((name.clone(), error)),
        });
    }

    /// Reports the files of a group that were not read.
    ///
    /// # Errors
    /// If none was read: why that which looks most like data was not.
    pub fn finish_group(&mut self, group: FileGroup) -> Result<(), NamedError> {
        group.finish(&mut self.sink)
    }

    /// Reads a file or an archive that is in another one, `above`, or is it itself.
    fn read_below(
        &mut self,
        above: &Printable,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        on_progress: ProgressFn,
    ) -> Result<(), NamedError> {
        match Content::open(bytes) {
            Ok(Content::File(bytes)) => {
                self.read_file(above, name, bytes, on_progress).map_err(|error| (name.clone(), error))
            }
            Ok(Content::Archive(archive)) => self.read_archive(above, name, archive, on_progress),
            Err(kind) => Err((name.clone(), kind.into())),
        }
    }

    fn read_archive(
        &mut self,
        above: &Printable,
        name: &Printable,
        archive: Archive,
        on_progress: ProgressFn,
    ) -> Result<(), NamedError> {
        let mut group = FileGroup::new(name.clone());
        let complete = archive.for_each_member(&mut |path, bytes| {
            let name = Printable::new(&format!("{name}/{path}"));
            self.attempt(&mut group, |importer| {
                let bytes = bytes.map_err(|kind| (name.clone(), kind.into()))?;
                let read = match is_pack(&bytes) {
                    true => Err(ReadErrorKind::PackAmongFiles.into()),
                    false => importer.read_file(above, &name, bytes, on_progress),
                };
                read.map_err(|error| (name, error))
            });
        });
        if let Err(kind) = complete {
            group.add(Err((name.clone(), kind.into())));
        }
        group.finish(&mut self.sink)
    }

    /// Reads something of a group; what was added is removed again if it fails.
    fn attempt(&mut self, group: &mut FileGroup, read: impl FnOnce(&mut Self) -> Result<(), NamedError>) {
        let mark = self.sink.mark();
        let result = read(self);
        if result.is_err() {
            self.sink.rewind(mark);
        }
        group.add(result);
    }

    /// Opens a pack: what it has is read when it is needed. `source` is the whole file.
    ///
    /// # Errors
    /// If it is damaged, has another version of the format, or is not the only file.
    pub fn open_pack(&mut self, source: Box<dyn ReadAt>) -> Result<(), ReadError> {
        if self.packed.is_some() || self.sink.builder.record_count() > 0 {
            return Err(ReadErrorKind::PackAmongFiles.into());
        }
        let pack = Pack::open(source).map_err(ReadError::from)?;
        let pack = pack.ok_or_else(|| ReadError::from(PackError::Damaged("footer".into())))?;
        self.check_memory(0)?;
        let org = Org::open_pack(&pack, self.sink.lang).map_err(ReadError::from)?;
        // A search notes some bytes for each unit.
        self.check_memory(org.len() * SEARCH_BYTES)?;
        self.packed = Some(org);
        Ok(())
    }

    /// Reads a file. If it does not name the organisation, `above` does.
    fn read_file(
        &mut self,
        above: &Printable,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        on_progress: ProgressFn,
    ) -> Result<(), ReadError> {
        if (bytes.len() + self.sink.text.len()) as u64 > MAX_FILE_BYTES {
            return Err(ReadError::too_large());
        }
        self.check_memory(bytes.len())?;
        if is_pack(&bytes) {
            return self.open_pack(Box::new(bytes.into_owned()));
        }
        if self.packed.is_some() {
            return Err(ReadErrorKind::PackAmongFiles.into());
        }
        let Decoded { text, problem } = encoding::decode(bytes)?;
        if (text.len() + self.sink.text.len()) as u64 > MAX_FILE_BYTES {
            return Err(ReadError::too_large());
        }
        self.read_text(above, name, text, on_progress)?;
        self.check_memory(0)?;
        if let Some((line, kind)) = problem {
            self.sink.report(line, kind);
        }
        Ok(())
    }

    /// # Errors
    /// If memory is too short for so many bytes more of text.
    fn check_memory(&self, text_bytes: usize) -> Result<(), ReadError> {
        let RecordSink { builder, text, .. } = &self.sink;
        Ok(memory::check_room(text.len() + text_bytes, builder.record_count())?)
    }

    fn read_text(
        &mut self,
        above: &Printable,
        name: &Printable,
        text: Cow<'static, str>,
        on_progress: ProgressFn,
    ) -> Result<(), ReadError> {
        if text.trim_ascii().is_empty() {
            return Err(ReadError::at(&text, 0, ReadErrorKind::Empty));
        }
        let format = self.format.or_else(|| detect::format(&text, &self.sink.columns));
        let format = format.ok_or_else(|| {
            ReadError::at(&text, 0, ReadErrorKind::UnknownFormat(nearest_format::nearest(&text)))
        })?;
        self.sink.builder.begin_file(self.sink.text.len(), name.clone());
        self.sink.begin_file(text.len());
        if format == ImportFormat::Ramure {
            return ramure::read(text, &mut self.sink, on_progress);
        }
        let record_count = self.sink.builder.record_count();
        self.convert(format, text, name, on_progress)?;
        if let Some(shortage) = self.sink.builder.shortage {
            return Err(shortage.into());
        }
        self.sink.check_room(0)?;
        self.sink.builder.metadata.name.get_or_insert_with(|| stem(above));
        if self.sink.builder.record_count() == record_count {
            return Err(ReadError::whole_file(ReadErrorKind::NoRecords));
        }
        Ok(())
    }

    /// Reads a file in a format other than `ramure/1`.
    fn convert(
        &mut self,
        format: ImportFormat,
        text: Cow<'static, str>,
        name: &Printable,
        on_progress: ProgressFn,
    ) -> Result<(), ReadError> {
        let sink = &mut self.sink;
        match format {
            ImportFormat::Json => json::read(&text, sink, on_progress),
            // The sheets of a spreadsheet are members of an archive, written as tables.
            ImportFormat::Csv | ImportFormat::Xlsx => csv::read(text, sink, on_progress),
            ImportFormat::Dila => dila::read(&text, sink, on_progress),
            ImportFormat::GovUk => govuk::read(&text, sink, on_progress),
            ImportFormat::Organigram => organigram::read(&text, sink, on_progress),
            ImportFormat::JsonLd => jsonld::read(&text, sink, on_progress),
            ImportFormat::Text => text_tree::read(text, sink, on_progress),
            ImportFormat::Ldif => ldif::read(text, sink, on_progress),
            ImportFormat::Yaml => yaml::read(text, &stem(name), self.format.is_some(), sink, on_progress),
            ImportFormat::Turtle | ImportFormat::NTriples => rdf::read_turtle(text, sink, on_progress),
            ImportFormat::RdfXml => rdf::read_xml(text, sink, on_progress),
            ImportFormat::Mermaid => mermaid::read(&text, sink, on_progress),
            ImportFormat::Dot => dot::read(&text, sink, on_progress),
            ImportFormat::VCard => vcard::read(&text, sink, on_progress),
            ImportFormat::Opml => opml::read(&text, sink, on_progress),
            ImportFormat::Org => org_mode::read(&text, sink, on_progress),
            ImportFormat::PlantUml => plantuml::read(&text, sink, on_progress),
            ImportFormat::GraphMl => graphml::read(&text, sink, on_progress),
            ImportFormat::Html => html::read(&text, sink, on_progress),
            ImportFormat::Ramure => ramure::read(text, sink, on_progress),
        }
    }

    /// Reports a problem of the last file that was read as a whole.
    pub fn report(&mut self, kind: DiagnosticKind) {
        self.sink.report(1, kind);
    }

    /// The first stated column that is in none of the files.
    pub fn missing_column(&self) -> Option<MissingColumn> {
        self.sink.found_columns.missing(&self.sink.columns)
    }

    /// Builds the organisation from all files.
    pub fn finish(self) -> Org {
        self.finish_with_progress(&mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn finish_with_progress(self, on_progress: ProgressFn) -> Org {
        let RecordSink { builder, text, lang, .. } = self.sink;
        self.packed.unwrap_or_else(|| builder.build_with_progress(text, lang, on_progress))
    }
}

/// A file name without directories and extensions.
fn stem(name: &str) -> Printable {
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
    let stem = last.split_once('.').map_or(last, |(stem, _)| stem);
    Printable::new(if stem.is_empty() || stem == "-" { last } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::test_support::{indented_names, messages};
    use crate::org::UnitId;

    fn org(files: &[&str]) -> Org {
        let mut importer = Importer::new(ImportOptions::default(), Lang::En);
        for file in files {
            let bytes = Cow::Owned(file.as_bytes().to_vec());
            importer.read(&"0".into(), bytes, &mut |_, _| {}).expect("readable");
        }
        importer.finish()
    }

    fn names(files: &[&str]) -> String {
        indented_names(&org(files)).join("\n")
    }

    #[test]
    fn parents_are_found_in_their_own_file_first() {
        let numbered = [
            "id,name,parent_id\n1,Paris,\n2,Roads,1\n",
            "id,name,parent_id\n3,Parks,2\n2,Water,1\n1,Lyon,\n",
        ];
        assert_eq!(names(&numbered), "0\n Paris\n  Roads\n Lyon\n  Water\n   Parks");
        assert_eq!(
            messages(&org(&numbered)),
            [
                "2 units have no parent: a common root is added",
                "the id “2” is already taken: this unit becomes “2~2”",
                "the id “1” is already taken: this unit becomes “1~2”",
            ]
        );
        let named = ["name,parent\nBoard,\nDesk,Board\n", "name,parent\nBoard,\nShop,board\n"];
        assert_eq!(names(&named), "0\n Board\n  Desk\n Board\n  Shop");
        let own = ["id,name,parent_id\n1,Paris,1\n2,Roads,1\n", "id,name,parent_id\n1,Lyon,1\n2,Water,1\n"];
        assert_eq!(names(&own), "0\n Paris\n  Roads\n Lyon\n  Water");
        let entry = |name: &str| format!("dn: {name}\nou: {name}\nobjectClass: organizationalUnit\n\n");
        let entries = [entry("ou=a") + &entry("ou=b,ou=a"), entry("ou=a") + &entry("ou=c,ou=a")];
        assert_eq!(names(&entries.each_ref().map(|text| &**text)), "a\n b\n a\n  c");
        let listed = ["- Board\n  - Desk\n", "- Board\n  - Shop\n    - Till\n"];
        assert_eq!(names(&listed), "0\n Board\n  Desk\n Board\n  Shop\n   Till");
    }

    #[test]
    fn parents_in_other_files_are_found() {
        let files = [
            "id,name,parent_id\nc,Desk,Roads\nd,Till,B\n",
            "id,name,parent_id\nb,Roads,a\n",
            "id,name,parent_id\na,Paris,\n",
        ];
        assert_eq!(names(&files), "Paris\n Roads\n  Desk\n  Till");
        let twice = org(&[
            "id,name,parent\na,Board,\n",
            "id,name,parent\nb,Board,\n",
            "id,name,parent\nc,Desk,Board\n",
        ]);
        assert_eq!(
            messages(&twice).last().map(String::as_str),
            Some("“c” has the parent “Board”, which is the name of several units")
        );
    }

    #[test]
    fn relations_and_children_are_found_in_their_own_file_first() {
        let file = |name: &str, relations: &str| {
            format!(
                r#"{{"format": "ramure/1", "units": [{{"id": "a", "name": "{name}"}},
                {{"id": "b", "name": "Desk", "parent_id": "a", "relations": [{relations}]}}]}}"#
            )
        };
        let relations = r#"{"type": "serves", "unit_id": "a"}, {"name": "A", "unit_id": "a"}"#;
        let org = org(&[&file("Paris", relations), &file("Lyon", relations)]);
        let ids: Vec<String> = org.units().map(|unit| org.id(unit).to_string()).collect();
        assert_eq!(ids, ["organisation", "a", "b", "a~2", "b~2"]);
        for (unit, target) in [(UnitId::at(2), UnitId::at(1)), (UnitId::at(4), UnitId::at(3))] {
            let card = org.unit(unit);
            assert!(card.relations.iter().all(|relation| relation.unit == Some(target)), "{card:?}");
            assert_eq!(card.relations[0].unit_id, Some(org.id(target)));
            let visited = org.visit_texts(unit, &mut |_, _| {});
            assert_eq!((visited.relation_targets, visited.problem_count), (vec![target; 2], 0));
        }
        let children = |name: &str| {
            format!(r#"[{{"id": 1, "name": "{name}", "children": [2]}}, {{"id": 2, "name": "Desk"}}]"#)
        };
        let org = super::tests::org(&[&children("Paris"), &children("Lyon")]);
        assert_eq!(indented_names(&org), ["0", " Paris", "  Desk", " Lyon", "  Desk"]);
    }

    #[test]
    fn a_thousand_files_with_the_same_ids_are_read() {
        let file = "id,name,parent_id\n2,Roads,1\n1,Paris,\n";
        let org = org(&vec![file; 1_000]);
        assert_eq!((org.len(), org.children(UnitId::ROOT).count()), (2_001, 1_000));
    }
}
