//! Decimal numbers, without loss. Not how they are written.

/// A decimal number: `digits` times ten to the power of `tens`, without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::checks) struct Value {
    pub(super) digits: u128,
    pub(super) tens: i32,
}

impl Value {
    pub(in crate::checks) fn whole(number: u32) -> Self {
        Self::new(u128::from(number), 0)
    }

    pub(super) fn new(mut digits: u128, mut tens: i32) -> Self {
        if digits == 0 {
            return Self { digits: 0, tens: 0 };
        }
        // Division of what one register holds costs a tenth, and nearly all numbers are such.
        if let Ok(mut few) = u64::try_from(digits) {
            while few.is_multiple_of(10) {
                few /= 10;
                tens += 1;
            }
            return Self { digits: few.into(), tens };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            tens += 1;
        }
        Self { digits, tens }
    }

    /// As often as there are units in a unit: 90 minutes are 5,400 seconds.
    pub(in crate::checks) fn times(self, factor: u32) -> Option<Self> {
        Some(Self::new(self.digits.checked_mul(factor.into())?, self.tens))
    }

    /// `None` where one is too large beside the other.
    pub(in crate::checks) fn plus(self, other: Self) -> Option<Self> {
        let tens = self.tens.min(other.tens);
        let digits = |value: Self| {
            let scale = 10u128.checked_pow(u32::try_from(value.tens - tens).ok()?)?;
            value.digits.checked_mul(scale)
        };
        Some(Self::new(digits(self)?.checked_add(digits(other)?)?, tens))
    }

    /// Whether it is smaller than a power of ten.
    pub(super) fn is_below(self, power: i32) -> bool {
        let digits = i32::try_from(self.digits.checked_ilog10().unwrap_or(0)).unwrap_or(i32::MAX);
        self.digits == 0 || digits + self.tens < power
    }

    /// As a small number of things.
    pub(in crate::checks) fn small(self) -> Option<u8> {
        let scale = 10u128.checked_pow(u32::try_from(self.tens).ok()?)?;
        self.digits.checked_mul(scale)?.try_into().ok()
    }
}
