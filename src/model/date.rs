//! Calendar dates as headers write them. Not a clock.

use jiff::civil::Date;

/// Reads `MM/DD/YYYY`, `M/D/YYYY` or `YYYY-MM-DD`, with or without a time of day after it. `None` for a day
/// that no calendar has.
#[must_use]
pub fn parse(written: &str) -> Option<Date> {
    let day = written.trim().split([' ', 'T']).next()?;
    let (year, month, date) = if day.contains('/') {
        let mut parts = day.split('/');
        let (month, date, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        (year, month, date)
    } else {
        let mut parts = day.splitn(3, '-');
        (parts.next()?, parts.next()?, parts.next()?)
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(number(year)?, number(month)?.try_into().ok()?, number(date)?.try_into().ok()?).ok()
}

fn number(digits: &str) -> Option<i16> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for written in
            ["04/07/2020", "4/7/2020", "2020-04-07", "1/23/2021 12:00:00 AM", "2020-04-07T10:00:00Z"]
        {
            assert!(parse(written).is_some(), "{written}");
        }
        for written in
            ["02/30/2020", "13/01/2020", "04/07/20", "04/07/2020/1", "", "today", "2020", "+4/07/2020"]
        {
            assert!(parse(written).is_none(), "{written}");
        }
    }
}
