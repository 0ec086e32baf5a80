//! The telephone numbers of all units, which are compared one after the other: twelve bytes each.

use crate::search::phone::{PhoneNumber, TypedPhone};

/// Telephone numbers and the units that have them.
#[derive(Debug, Default)]
pub struct Phones {
    numbers: Vec<PhoneNumber>,
    /// The unit of each number.
    units: Vec<u32>,
}

impl Phones {
    pub fn push(&mut self, unit: usize, number: PhoneNumber) {
        self.numbers.push(number);
        self.units.push(unit as u32);
    }

    /// Adds the numbers of further units.
    pub fn append(&mut self, mut others: Self) {
        self.numbers.append(&mut others.numbers);
        self.units.append(&mut others.units);
    }

    /// Raises the score of each unit to that of its numbers.
    pub fn raise_scores(&self, scores: &mut [u8], typed: TypedPhone) {
        for (&number, &unit) in self.numbers.iter().zip(&self.units) {
            if typed.may_match(number) {
                let score = &mut scores[unit as usize];
                *score = (*score).max(typed.score(number) as u8);
            }
        }
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.numbers.len() * 8 + self.units.len() * 4
    }
}
