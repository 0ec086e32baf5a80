//! Units that give their levels by numbers: each stands below the last one with a lower level.

#[derive(Debug, Default)]
pub struct Levels(Vec<(usize, usize)>);

impl Levels {
    /// The number of the unit above one of a level.
    pub fn parent(&mut self, level: usize) -> Option<usize> {
        while self.0.pop_if(|(above, _)| *above >= level).is_some() {}
        self.0.last().map(|(_, unit)| *unit)
    }

    /// Notes the number of the last unit.
    pub fn push(&mut self, level: usize, unit: usize) {
        self.0.push((level, unit));
    }
}
