//! Graphs of nodes and edges, which become units and their parents: the edges of diagrams lead from a parent
//! to a child. Nodes may stand in groups, which are units too.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::org::{DiagnosticKind, NONE};

use super::record::Record;
use super::record_sink::RecordSink;
use super::{ReadError, ReadErrorKind, acronym};

/// Groups that stand one in another, at most.
pub const MAX_GROUP_DEPTH: usize = 128;

/// A graph that is being read. Texts that need no unescaping are borrowed.
#[derive(Debug, Default)]
pub struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    by_id: HashMap<Cow<'a, str>, u32>,
    edges: Vec<Edge>,
    /// What nodes have besides their names: a key and a value.
    values: Vec<(u32, Cow<'a, str>, Cow<'a, str>)>,
    /// What is written at edges: the number of the edge, and that of the label.
    edge_labels: Vec<(u32, u32)>,
    labels: Vec<Cow<'a, str>>,
    /// The number of edges, and of their labels, at most.
    max_edges: usize,
}

#[derive(Debug)]
struct Node<'a> {
    id: Cow<'a, str>,
    /// Empty if the id is the name.
    name: Cow<'a, str>,
    line: u32,
    /// The group that it was first named in, or [`NONE`].
    group: u32,
    is_group: bool,
    /// Whether it is not drawn.
    is_hidden: bool,
}

impl Node<'_> {
    /// Whether it is not drawn, and neither is its name.
    fn is_left_out(&self) -> bool {
        self.is_hidden && (!self.is_group || self.name.trim().is_empty())
    }
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    parent: u32,
    child: u32,
    is_directed: bool,
}

impl<'a> Graph<'a> {
    /// A graph of a text, which can have as many edges as the text has bytes.
    pub fn new(text: &str) -> Self {
        Self { max_edges: text.len(), ..Self::default() }
    }

    /// The node with an id, which is added if it is new. `group` is the one that is being read.
    pub fn node(&mut self, id: Cow<'a, str>, line: usize, group: Option<u32>) -> u32 {
        let new = self.nodes.len() as u32;
        let node = *self.by_id.entry(id.clone()).or_insert(new);
        if node == new {
            let (name, line) = (Cow::Borrowed(""), line as u32);
            self.nodes.push(Node { id, name, line, group: NONE, is_group: false, is_hidden: false });
        }
        if let Some(group) = group
            && self.nodes[node as usize].group == NONE
            && !self.is_inside(group, node)
        {
            self.nodes[node as usize].group = group;
        }
        node
    }

    /// Makes a node a group.
    pub fn make_group(&mut self, node: u32) {
        self.nodes[node as usize].is_group = true;
    }

    /// Tells whether a node is drawn. One that is not is no unit, unless edges lead to it or from it; of groups,
    /// whose names are drawn in any case, one without a name.
    pub fn hide(&mut self, node: u32, is_hidden: bool) {
        self.nodes[node as usize].is_hidden = is_hidden;
    }

    /// Whether a node is another one or inside it, or inside too many groups to tell.
    fn is_inside(&self, node: u32, other: u32) -> bool {
        let group = |&inner: &u32| Some(self.nodes[inner as usize].group).filter(|&outer| outer != NONE);
        let mut groups = std::iter::successors(Some(node), group);
        groups.by_ref().take(MAX_GROUP_DEPTH).any(|inner| inner == other) || groups.next().is_some()
    }

    /// Names a node. A name that it has already stays, as a value under `key`.
    pub fn set_name(&mut self, node: u32, key: &'static str, name: Cow<'a, str>) {
        let known = &mut self.nodes[node as usize];
        match &*known.name {
            "" => known.name = name,
            same if *same == *name => {}
            _ => self.add_value(node, Cow::Borrowed(key), name),
        }
    }

    /// Adds what a node has under a key, which is one that tables know or becomes a fact.
    pub fn add_value(&mut self, node: u32, key: Cow<'a, str>, value: Cow<'a, str>) {
        self.values.push((node, key, value));
    }

    /// Adds an edge from each of the parents to each of the children.
    ///
    /// # Errors
    /// If there are too many edges: the products of lists are larger than the text.
    pub fn connect(&mut self, parents: &[u32], children: &[u32], is_directed: bool) -> Result<(), ReadError> {
        self.check_count(parents.len().saturating_mul(children.len()).saturating_add(self.edges.len()))?;
        for &parent in parents {
            self.edges.extend(children.iter().map(|&child| Edge { parent, child, is_directed }));
        }
        Ok(())
    }

    fn check_count(&self, count: usize) -> Result<(), ReadError> {
        if count > self.max_edges {
            return Err(ReadError::whole_file(ReadErrorKind::TooManyEdges));
        }
        Ok(())
    }

    /// The number of nodes so far.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The number of edges so far.
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// Adds what is written at the edges from a number on.
    ///
    /// # Errors
    /// If there are too many labels.
    pub fn label_edges(&mut self, first: usize, label: Cow<'a, str>) -> Result<(), ReadError> {
        match label.trim().is_empty() {
            true => Ok(()),
            false => self.label(first..self.edges.len(), label),
        }
    }

    /// Adds what is written at an edge.
    ///
    /// # Errors
    /// If there are too many labels.
    pub fn label_edge(&mut self, edge: usize, label: Cow<'a, str>) -> Result<(), ReadError> {
        self.label(edge..edge + 1, label)
    }

    fn label(&mut self, edges: Range<usize>, label: Cow<'a, str>) -> Result<(), ReadError> {
        self.check_count(self.edge_labels.len() + edges.len())?;
        let number = self.labels.len() as u32;
        self.edge_labels.extend(edges.map(|edge| (edge as u32, number)));
        self.labels.push(label);
        Ok(())
    }

    /// Adds a unit for each node, in the order in which they are first named.
    pub fn finish(mut self, sink: &mut RecordSink) {
        self.remove_hidden_nodes();
        self.finish_with(sink, HashMap::new());
    }

    /// Adds a unit for each node. `records` has what some of them are besides what the graph knows.
    pub fn finish_with(mut self, sink: &mut RecordSink, mut records: HashMap<u32, Record>) {
        self.direct_edges();
        if self.leads_up() {
            self.edges.iter_mut().for_each(|edge| (edge.parent, edge.child) = (edge.child, edge.parent));
            let line = self.nodes.first().map_or(1, |node| node.line);
            sink.report(line as usize, DiagnosticKind::EdgesLeadUp);
        }
        let parents = self.parents();
        self.values.sort_by_key(|(node, ..)| *node);
        let edges = &self.edges;
        self.edge_labels.sort_by_key(|(edge, _)| edges[*edge as usize].child);
        let first = sink.builder.record_count();
        let (mut values, mut labels) = (self.values.iter().peekable(), self.edge_labels.iter().peekable());
        for (number, node) in self.nodes.iter().enumerate() {
            if sink.is_full {
                break;
            }
            let mut record = records.remove(&(number as u32)).unwrap_or_default();
            if record.id.is_empty() {
                record.id = node.id.to_string();
            }
            if record.name.is_empty() {
                name_record(&mut record, self.name(number as u32));
            }
            while let Some((_, key, value)) = values.next_if(|(of, ..)| *of as usize == number) {
                let field = sink.fields([&**key].into_iter())[0];
                record.add_value(field, key, value);
            }
            // What is written at an edge is a value of the child, under the name of the parent.
            while let Some((edge, label)) =
                labels.next_if(|(edge, _)| edges[*edge as usize].child as usize == number)
            {
                let key = self.name(edges[*edge as usize].parent);
                let field = sink.fields([key].into_iter())[0];
                record.add_value(field, key, &self.labels[*label as usize]);
            }
            let own = parents.of(number);
            let main = own.iter().find(|&&parent| parent as usize != number);
            let mut told = HashSet::new();
            let further = own.iter().filter(|&parent| Some(parent) != main && told.insert(*parent));
            record.parents.extend(further.map(|&parent| self.nodes[parent as usize].id.to_string()));
            sink.add_nested(node.line as usize, &record, main.map(|&parent| first + parent as usize));
        }
    }

    /// Removes the nodes that are not drawn and that no edge joins. What is in such a group is in the one around it.
    fn remove_hidden_nodes(&mut self) {
        let mut is_removed: Vec<bool> = self.nodes.iter().map(Node::is_left_out).collect();
        for end in self.edges.iter().flat_map(|edge| [edge.parent, edge.child]) {
            is_removed[end as usize] = false;
        }
        if !is_removed.contains(&true) {
            return;
        }
        for node in 0..self.nodes.len() {
            let mut group = self.nodes[node].group;
            while group != NONE && is_removed[group as usize] {
                group = self.nodes[group as usize].group;
            }
            self.nodes[node].group = group;
        }
        let mut next = 0;
        let number = |&is_removed: &bool| {
            next += u32::from(!is_removed);
            if is_removed { NONE } else { next - 1 }
        };
        let numbers: Vec<u32> = is_removed.iter().map(number).collect();
        let renumber = |node: &mut u32| *node = numbers.get(*node as usize).copied().unwrap_or(NONE);
        self.nodes.iter_mut().for_each(|node| renumber(&mut node.group));
        self.edges.iter_mut().flat_map(|edge| [&mut edge.parent, &mut edge.child]).for_each(renumber);
        self.values.iter_mut().for_each(|(node, ..)| renumber(node));
        self.values.retain(|(node, ..)| *node != NONE);
        let mut is_removed = is_removed.into_iter();
        self.nodes.retain(|_| is_removed.next() == Some(false));
    }

    fn name(&self, node: u32) -> &str {
        let node = &self.nodes[node as usize];
        if node.name.trim().is_empty() { &node.id } else { &node.name }
    }

    /// Turns the edges without a direction away from the node of each part of the graph that is named first.
    fn direct_edges(&mut self) {
        if self.edges.iter().all(|edge| edge.is_directed) {
            return;
        }
        let ends = self.edges.iter().enumerate().filter(|(_, edge)| !edge.is_directed);
        let ends =
            ends.flat_map(|(number, edge)| [(edge.parent, number as u32), (edge.child, number as u32)]);
        let edges_of = Lists::new(self.nodes.len(), ends.collect());
        let mut reached = vec![false; self.nodes.len()];
        let mut queue = Vec::new();
        for start in 0..self.nodes.len() {
            queue.push(start as u32);
            let mut at = 0;
            while let Some(&node) = queue.get(at) {
                at += 1;
                if std::mem::replace(&mut reached[node as usize], true) {
                    continue;
                }
                for &number in edges_of.of(node as usize) {
                    let edge = &mut self.edges[number as usize];
                    if edge.child == node && !reached[edge.parent as usize] {
                        (edge.parent, edge.child) = (edge.child, edge.parent);
                    }
                    queue.push(edge.child);
                }
            }
            queue.clear();
        }
    }

    /// Whether the edges lead from children to parents: nodes have several edges that lead to them, but none
    /// has several that lead from it.
    fn leads_up(&self) -> bool {
        let (mut from, mut to) = (vec![NONE; self.nodes.len()], vec![NONE; self.nodes.len()]);
        let is_second = |known: &mut u32, other: u32| {
            let is_second = *known != NONE && *known != other;
            *known = other;
            is_second
        };
        let has_groups = self.nodes.iter().any(|node| node.is_group);
        let (mut has_two_children, mut has_two_parents) = (has_groups, false);
        for &Edge { parent, child, is_directed } in &self.edges {
            has_two_children |= !is_directed || is_second(&mut from[parent as usize], child);
            has_two_parents |= is_second(&mut to[child as usize], parent);
        }
        has_two_parents && !has_two_children
    }

    /// The parents of each node: its group, unless an edge leads to it from a node of the same group, then
    /// those that edges lead from. What is said of all nodes of a group, their only parent outside, is said of
    /// the group.
    fn parents(&self) -> Lists {
        let (mut has_edge, mut is_led) = (vec![false; self.nodes.len()], vec![false; self.nodes.len()]);
        for edge in self.edges.iter().filter(|edge| edge.parent != edge.child) {
            let group = self.nodes[edge.child as usize].group;
            has_edge[edge.child as usize] = true;
            is_led[edge.child as usize] |= self.nodes[edge.parent as usize].group == group;
        }
        let mut lifted = self.parents_of_groups();
        lifted.retain(|group, parent| parent.is_some() && !has_edge[*group as usize]);
        let groups = self.nodes.iter().enumerate().filter(|(node, of)| of.group != NONE && !is_led[*node]);
        let mut pairs: Vec<(u32, u32)> = groups.map(|(node, of)| (node as u32, of.group)).collect();
        pairs.extend(lifted.iter().filter_map(|(&group, &parent)| Some((group, parent?))));
        let is_lifted = |edge: &&Edge| {
            let group = self.nodes[edge.child as usize].group;
            lifted.get(&group) == Some(&Some(edge.parent)) && !is_led[edge.child as usize]
        };
        pairs.extend(self.edges.iter().filter(|edge| !is_lifted(edge)).map(|edge| (edge.child, edge.parent)));
        Lists::new(self.nodes.len(), pairs)
    }

    /// The groups that are in no other one, with the parent outside that all edges into them come from;
    /// `None` if they come from several.
    fn parents_of_groups(&self) -> HashMap<u32, Option<u32>> {
        let mut parents = HashMap::new();
        for edge in &self.edges {
            let group = self.nodes[edge.child as usize].group;
            if group == NONE || self.nodes[group as usize].group != NONE || self.is_inside(edge.parent, group)
            {
                continue;
            }
            let known = parents.entry(group).or_insert(Some(edge.parent));
            *known = known.filter(|&parent| parent == edge.parent);
        }
        parents
    }
}

/// Gives a record the name and the acronym of a label.
fn name_record(record: &mut Record, label: &str) {
    let (name, acronym) = acronym::split(label);
    record.name = name.to_string();
    if record.acronym.is_empty() {
        record.acronym = acronym.unwrap_or_default().to_string();
    }
}

/// A list of numbers for each node, in one piece of memory.
struct Lists {
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lists {
    /// Makes the lists from pairs of a node and a number. The numbers of a node keep their order.
    fn new(node_count: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_by_key(|(node, _)| *node);
        let mut ends = vec![0; node_count];
        pairs.iter().for_each(|(node, _)| ends[*node as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        Self { ends, numbers: pairs.into_iter().map(|(_, number)| number).collect() }
    }

    fn of(&self, node: usize) -> &[u32] {
        let start = node.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[start as usize..self.ends[node] as usize]
    }
}
