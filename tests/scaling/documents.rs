//! Documents of any size, for one dimension of the work each.

use std::fmt::Display;

/// A document that is read.
pub struct Document {
    pub name: &'static str,
    /// What is doubled.
    pub size: usize,
    /// Whether it is like real files, so that memory is measured too.
    pub is_typical: bool,
    pub write: fn(usize) -> Vec<u8>,
}

/// A typical document.
pub const fn typical(name: &'static str, size: usize, write: fn(usize) -> Vec<u8>) -> Document {
    Document { name, size, is_typical: true, write }
}

/// A document that is large in one dimension.
pub const fn large(name: &'static str, size: usize, write: fn(usize) -> Vec<u8>) -> Document {
    Document { name, size, is_typical: false, write }
}

/// The head, a part for each number below `count`, and the tail.
pub fn parts<T: Display>(head: &str, count: usize, part: impl Fn(usize) -> T, tail: &str) -> Vec<u8> {
    let mut text = head.to_string();
    (0..count).for_each(|number| text += &part(number).to_string());
    (text + tail).into_bytes()
}

/// The same with commas between the parts.
pub fn listed<T: Display>(head: &str, count: usize, part: impl Fn(usize) -> T, tail: &str) -> Vec<u8> {
    let comma = |number| if number == 0 { "" } else { ",\n" };
    parts(head, count, |number| format!("{}{}", comma(number), part(number)), tail)
}

/// The number of the unit above, in a tree in which each has about eight below it; the first is its own.
pub fn above(number: usize) -> usize {
    number / 8
}

/// A table whose rows are all in different units of three columns, but with the same texts once joined by slashes.
pub fn alike_units(count: usize) -> Vec<u8> {
    let parts_count = 100;
    let ends = (2..parts_count).flat_map(|second| (1..second).map(move |first| (first, second)));
    let row = |(i, (first, second)): (usize, (usize, usize))| {
        let [a, b, c] = [first, second - first, parts_count - second].map(|count| vec!["a"; count].join("/"));
        format!("u{i},{},{a},{b},{c}\n", name(i))
    };
    let rows: String = ends.take(count).enumerate().map(row).collect();
    format!("id,name,Directorate,Division,Team\n{rows}").into_bytes()
}

/// A name of several words that other units have in part.
pub fn name(number: usize) -> String {
    let word = ["north quay", "harbour office", "ropes and sails", "tide tables", "customs"][number % 5];
    format!("Unit {number} of the {word}")
}

/// An organisation in the public format, with cards.
pub fn units(count: usize) -> Vec<u8> {
    let unit = |i: usize| {
        let parent = if i == 0 { String::new() } else { format!("\"parent_id\":\"u{}\",", above(i)) };
        format!(
            "{{\"id\":\"u{i}\",{parent}\"name\":\"{}\",\"acronym\":\"UN{i}\",\"classification\":\"office\",\
             \"abstract\":\"Keeps the ships of pier {i} safe\",\"facts\":[{{\"label\":\"floor\",\"value\":\"{i}\"}}],\
             \"contact_details\":[{{\"type\":\"email\",\"value\":\"u{i}@port.example\"}}],\
             \"relations\":[{{\"type\":\"works with\",\"unit_id\":\"u{}\"}}]}}",
            name(i),
            (i * 7 + 1) % count
        )
    };
    public(count, unit)
}

/// A document in the public format.
pub fn public(count: usize, unit: impl Fn(usize) -> String) -> Vec<u8> {
    listed("{\"format\":\"ramure/1\",\"units\":[", count, unit, "]}")
}

/// Units in the public format with the members that `more` gives.
pub fn public_with(count: usize, more: impl Fn(usize) -> String) -> Vec<u8> {
    public(count, |i| format!("{{\"id\":\"u{i}\",\"name\":\"{}\"{}}}", name(i), more(i)))
}

/// One unit with a list of many items.
pub fn public_list(count: usize, key: &str, item: impl Fn(usize) -> String) -> Vec<u8> {
    let head = format!("{{\"format\":\"ramure/1\",\"units\":[{{\"id\":\"a\",\"name\":\"A\",\"{key}\":[");
    listed(&head, count, item, "]},{\"id\":\"b\",\"name\":\"B\",\"parent_id\":\"a\"}]}")
}
