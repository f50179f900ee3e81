//! Rows of three numbers as bytes, one after the other: a cache reads hundreds of thousands back at once. Not what the
//! numbers mean.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// What is kept as three numbers.
pub(super) trait Row: Copy {
    /// Its numbers.
    fn numbers(self) -> [u64; 3];
    /// The reverse.
    fn of(numbers: [u64; 3]) -> Self;
}

const BYTES: usize = 24;

/// The two halves of a number, the lower one first.
pub(super) fn halves(both: u64) -> [u32; 2] {
    [(both & u64::from(u32::MAX)) as u32, (both >> 32) as u32]
}

/// The number of two halves, the lower one first.
pub(super) fn both([low, high]: [u32; 2]) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

pub(super) fn serialize<T: Row, S: Serializer>(rows: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let bytes: Vec<u8> = rows.iter().flat_map(|row| row.numbers()).flat_map(u64::to_le_bytes).collect();
    serializer.serialize_bytes(&bytes)
}

pub(super) fn deserialize<'de, T: Row, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[T]>, D::Error> {
    deserializer.deserialize_bytes(Rows(PhantomData))
}

struct Rows<T>(PhantomData<T>);

impl<T: Row> Visitor<'_> for Rows<T> {
    type Value = Box<[T]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows of three numbers")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        let (rows, []) = bytes.as_chunks::<BYTES>() else {
            return Err(E::invalid_length(bytes.len(), &self));
        };
        let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let row = |row: &[u8; BYTES]| {
            let (numbers, _) = row.as_chunks::<8>();
            T::of([number(&numbers[0]), number(&numbers[1]), number(&numbers[2])])
        };
        Ok(rows.iter().map(row).collect())
    }
}
