//! Words of files that are rightly shown nowhere, with the reason.

/// Names or extensions of files, and words that are ignored in them.
type Ignored = (&'static [&'static str], &'static str);

const IGNORED: &[Ignored] = &[
    // Words of syntax, of keys and of formats.
    (
        &["dot"],
        "strict digraph graph subgraph cluster node label href URL tooltip comment xlabel headlabel taillabel",
    ),
    (&["dot"], "edgetooltip n t n0 n1 w e b amp table tr td"),
    (&["mmd"], "graph flowchart subgraph end title accTitle click href callback blank br label 40 41"),
    (&["wbs"], "startwbs endwbs startmindmap endmindmap title"),
    (&["org"], "TITLE PROPERTIES CUSTOM ID END"),
    (
        &["yaml"],
        "spec type kind Group User description url title profile displayName children parent members memberOf",
    ),
    (&["yaml"], "owner group default teams code role name phone sigs leadership subprojects"),
    (&["front-matter.md"], "title mission"),
    (&["opml"], "2.0"),
    (&["domain-units.csv"], "#TYPE Selected.Directory.OrganizationalUnit"),
    (&["separator-line.csv"], "sep="),
    (&["town-halls.geojson"], "Feature"),
    (&["cards.vcf"], "-//Rive//Cards//EN"),
    (&["xlsx", "ods"], "id name parent"),
    // Comments.
    (&["port.dot"], "made by hand boxes two lines"),
    (&["port.mmd"], "how it is run"),
    (&["port.wbs", "port.org"], "a comment"),
    (&["catalogue.yaml"], "The groups of a harbour as a Backstage catalogue"),
    (&["odd-keys.yaml"], "the town w"),
    (&["teams.yaml"], "people and teams of the project all"),
    // How a chart is drawn, pictures, and boxes that only serve the drawing.
    (
        &["dot"],
        "fontname Serif shape record fillcolor aabbcc rankdir LR box style rounded color red rank same dir back",
    ),
    (&["dot"], "weight 3 target blank"),
    (
        &["mmd"],
        "config theme dark init base TD TB LR direction shape rect icon fa tree linkStyle stroke red class big",
    ),
    (&["mmd"], "classDef old fill fff style eee 0"),
    (&["wbs"], "style wbsDiagram Padding 10 red Orange left side skinparam backgroundColor blue"),
    (&["cytoscape.json"], "10.5 20 big thick"),
    (&["hidden-node.json"], "Organisation hide https://chart.example/x x"),
    (&["bezirk.json"], "emphasized default hide A3 true"),
    (&["bezirk.json"], "data:image/png;base64,iVBORw0KGgo data:image/jpeg;base64,AAAA Verbindung Dummy"),
    // Ids that only join the parts of a file, or stand beside an address that is the id.
    (&["popolo-document.json", "popolo-posts.json"], "p1 m1"),
    (&["cytoscape.json"], "e1"),
    (&["bezirk.json"], "n1"),
    // The name of a graph that has a label.
    (&["port.dot"], "The port"),
    // Types that say no more than that something is a unit, a person or an address; schemes of addresses.
    (
        &["jsonld", "ttl", "nt", "rdf"],
        "FormalOrganization Organization OrganizationalUnit Site VCard Concept Post Role tel",
    ),
    (&["lone-nodes.ttl"], "Membership ConceptScheme"),
    (&["lone-nodes.jsonld"], "Place PostalAddress QuantitativeValue OrganizationRole"),
    (
        &["ldif"],
        "top groupOfUniqueNames organization organizationalUnit organizationalRole inetOrgPerson add",
    ),
    (&["dila.json", "dila-api.json"], "Service Fils Autre hiérarchie"),
    (&["ror.json"], "ror_display label alias acronym en fr"),
    (&["solutions.json"], "uri literal http://www.w3.org/2001/XMLSchema#integer en unit unitLabel site"),
    // A reference, which is the parent.
    (&["graph-people.json"], "#microsoft.graph.user"),
    (&["scim.json"], "../Users/u1 https://scim.example/Users/u2"),
    // Dates and hours that are shown in words.
    (&["dila.json", "dila-api.json"], "18/02/2021 11:27:45 16/12/2025 00:00:00 09:00:00"),
    (&["govuk.json", "govuk.jsonl"], "2016-07-18T18:26:52.000+01:00 2014-05-02T00:00:00.000+01:00"),
    // What a list of an API says of itself.
    (&["govuk.json"], "ok 4 20"),
    (&["dila-api.json"], "4"),
    // Access rules and what a directory server keeps for itself; a change, which is a problem as a whole.
    (
        &["mairie.ldif"],
        "targetattr userPassword version 3.0 acl All allow read userdn ldap anyone nsRole 20260131120000Z 0101 B",
    ),
    (&["changes.ldif"], "20200131120000Z 2f0c description Pumps water"),
    // A sheet that is no table, which is a problem as a whole.
    (&["cells.xlsx"], "Remarks of the clerk Nothing to add"),
    // The last line of the program `tree`, numbers of lists, and the marks of boxes.
    (&["ville.txt"], "3 directories 0 files"),
    (&["headings.md"], "x 2."),
    // A state, which is a fact of its own.
    (&["notes.org"], "DONE"),
    (&["graphml"], "d0 d1 d9 k0 k1 e0 G x node all name label string double directed undirected q"),
    // Known losses, to be removed once the readers of OPML and GraphML keep them: text between outlines, the types of
    // outlines; descriptions, defaults, ports and data of the graph.
    (&["port.opml", "opml-head.opml"], "link x rss false"),
    (&["charted.graphml"], "Made by hand Seat of all runs unnamed 9.50 north"),
];

/// The words that are ignored in a file.
pub fn words(name: &str, extension: &str) -> Vec<String> {
    let is_of_file = |files: &[&str]| files.contains(&name) || files.contains(&extension);
    let of_file = IGNORED.iter().filter(|(files, _)| is_of_file(files));
    let parts = |words: &'static str| words.split(|c: char| !c.is_alphanumeric());
    let words = of_file.flat_map(|(_, words)| words.split_whitespace().chain(parts(words)));
    words.map(str::to_lowercase).collect()
}
