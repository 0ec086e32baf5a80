//! Finds cells that hold rows, because a quotation mark that belongs to a text was taken for the start of a cell that
//! ends with the next such mark.

use memchr::memchr;

use crate::import::rows::Cells;

/// Whether the cells of a row hold other rows of a table with so many columns, as far as can be seen. `row` is the
/// text of the row.
pub fn is_likely(row: &str, cells: &Cells, separator: u8, width: usize) -> bool {
    row.trim_end().contains('\n')
        && (has_whole_rows(cells, separator, width) || has_text_after_mark(row, separator))
}

/// Whether each line of a cell is as many cells as are missing in its row.
fn has_whole_rows(cells: &Cells, separator: u8, width: usize) -> bool {
    let count = |line: &str| line.bytes().filter(|&byte| byte == separator).count();
    let holds_rows = |(at, cell): (usize, &_)| {
        let lines: Vec<usize> = str::lines(cell).map(count).collect();
        match &lines[..] {
            [first, inner @ .., last] => {
                at + first + 1 == width
                    && inner.iter().all(|count| count + 1 == width)
                    && last + cells.len() - at == width
            }
            _ => false,
        }
    };
    width > 1 && cells.iter().map(|cell| &**cell).enumerate().any(holds_rows)
}

/// Whether there is a text between the closing mark of a cell and the next separator.
fn has_text_after_mark(row: &str, separator: u8) -> bool {
    let (row, mut at) = (row.trim_end().as_bytes(), 0);
    while at < row.len() {
        if row[at] == b'"' {
            at = after_mark(row, at + 1);
            if row.get(at).is_some_and(|&next| next != separator && next != b' ') {
                return true;
            }
        }
        at += memchr(separator, &row[at..]).map_or(row.len(), |found| found + 1);
    }
    false
}

/// The offset after the closing mark of a cell, in which two marks stand for one.
fn after_mark(row: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr(b'"', &row[at..]) {
        at += found + 1;
        if row.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    row.len()
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::lines_and_messages;
    use crate::lang::Lang;

    /// The lines of rows that are said to hold others.
    fn lines(text: &str) -> Vec<u32> {
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let messages = lines_and_messages(&org).into_iter();
        messages.filter(|(_, message)| message.contains("seems to hold")).map(|(line, _)| line).collect()
    }

    #[test]
    fn rows_between_two_stray_marks_are_told() {
        let top = "id;nom;parent\n1;Siège;\n";
        assert_eq!(lines(&format!("{top}2;\"Annexe;1\n3;Cave;1\n4;Toit;1\n5;\"Cour;1\n6;Mur;1\n")), [3]);
        assert_eq!(lines(&format!("{top}2;\"Annexe;1\n3;\"Cave;1\n")), [3]);
        assert_eq!(lines(&format!("{top}2;\"Annexe;1\n3;Cave\";1\n4;\"Toit\";1\n")), [3]);
        assert_eq!(lines(&format!("{top}2;\"Annexe;1\r\n3;Cave;1\r\n4;Toit\";1\r\n")), [3]);
        let texts = "id;nom;note\n1;\"A \"\"B\"\"\";\"one; two\nthree; four\"\n2;\"C\n\"\"D\"\"\" ;x\n3;\"E\" F;\n4;G;\"a\n\nb\"\n";
        assert!(lines(texts).is_empty(), "{:?}", lines(texts));
        assert!(lines("name,note\nA,\"12 Quay,Port\nSea\"\nB,\"one,\ntwo\"\n").is_empty());
    }
}
