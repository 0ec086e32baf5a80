//! The telephone numbers of all units, which are compared one after the other: twelve bytes each.

use std::io::{self, Write};
use std::sync::Arc;

use crate::pack::{Column, Pack, PackError, PackWriter};
use crate::search::phone::{PhoneNumber, TypedPhone};

/// The names of the sections of a pack.
const NUMBERS: &str = "phones";
const UNITS: &str = "phone-units";

/// Telephone numbers and the units that have them.
#[derive(Debug, Default)]
pub struct Phones {
    numbers: Column<u64>,
    /// The unit of each number.
    units: Column<u32>,
}

/// Collects the numbers of a range of units.
#[derive(Debug, Default)]
pub struct PhoneBuilder {
    numbers: Vec<u64>,
    units: Vec<u32>,
}

impl PhoneBuilder {
    pub fn push(&mut self, unit: usize, number: PhoneNumber) {
        self.numbers.push(number.0);
        self.units.push(unit as u32);
    }

    /// Adds the numbers of further units.
    pub fn append(&mut self, mut others: Self) {
        self.numbers.append(&mut others.numbers);
        self.units.append(&mut others.units);
    }

    pub fn build(self) -> Phones {
        Phones { numbers: self.numbers.into(), units: self.units.into() }
    }
}

impl Phones {
    /// Writes the sections of the numbers.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        writer.numbers(NUMBERS, &self.numbers)?;
        writer.numbers(UNITS, &self.units)
    }

    /// The numbers of a pack.
    ///
    /// # Errors
    /// If a section is missing.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        Ok(Self { numbers: Column::in_pack(pack, NUMBERS)?, units: Column::in_pack(pack, UNITS)? })
    }

    /// Raises the score of each unit to that of its numbers.
    pub fn raise_scores(&self, scores: &mut [u8], typed: TypedPhone) {
        let mut units = self.units.cursor();
        let mut at = 0;
        self.numbers.for_each_slice(0..self.numbers.len(), |numbers| {
            for number in numbers.iter().copied().map(PhoneNumber) {
                if typed.may_match(number)
                    && let Some(score) = units.get(at).and_then(|unit| scores.get_mut(unit as usize))
                {
                    *score = (*score).max(typed.score(number) as u8);
                }
                at += 1;
            }
        });
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.numbers.memory_bytes() + self.units.memory_bytes()
    }
}
