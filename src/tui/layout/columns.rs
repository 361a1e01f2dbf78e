//! Which columns the list shows, and how wide they are.

use crate::query::sort::Column;
use crate::text::words;

/// The columns that are shown where nothing else is chosen, as far as there is room.
pub const USUAL: &[Column] = &[
    Column::Number,
    Column::Status,
    Column::Method,
    Column::Host,
    Column::Path,
    Column::Mime,
    Column::Size,
    Column::Time,
    Column::Started,
];

/// What a column is called.
#[must_use]
pub fn title(column: Column, words: &words::Columns) -> &str {
    match column {
        Column::Number => &words.number,
        Column::Status => &words.status,
        Column::Method => &words.method,
        Column::Host => &words.host,
        Column::Path => &words.path,
        Column::Url => &words.url,
        Column::Mime => &words.mime,
        Column::Type => &words.resource,
        Column::Size => &words.size,
        Column::Time => &words.time,
        Column::Started => &words.started,
        Column::Wait => &words.wait,
        Column::Page => &words.page,
    }
}

/// The width of a status, with one sign of an order after its title.
const STATUS: usize = 4;

/// Less of a path or URL tells nothing.
const SHORTEST_PATH: usize = 12;

/// The columns, in their order, with their widths.
#[derive(Debug)]
pub struct Columns {
    /// Those that are shown.
    pub shown: Vec<(Column, usize)>,
    /// The width of the waterfall; 0 without one.
    pub waterfall: usize,
}

/// Where a title is.
#[derive(Debug)]
pub struct Slot {
    /// What it is the title of; the waterfall is no column by which entries are ordered.
    pub column: Option<Column>,
    /// The spaces before it.
    pub gap: usize,
    /// The columns of the title.
    pub width: usize,
}

impl Columns {
    /// The columns for a list of this many entries, in this much room.
    pub fn of(chosen: &[Column], room: usize, entries: usize, has_waterfall: bool) -> Self {
        let waterfall = if has_waterfall { (room / 4).clamp(8, 80) } else { 0 };
        // The last column of the pane stays free.
        let left = room.saturating_sub(1 + if has_waterfall { waterfall + 1 } else { 0 });
        let number = entries.saturating_sub(1).to_string().len().max(3);
        let width = |column| width(column, number, room);
        let mut shown: Vec<(Column, usize)> = match chosen {
            [] => usual(room, has_waterfall).into_iter().map(|column| (column, width(column))).collect(),
            chosen => chosen.iter().map(|column| (*column, width(*column))).collect(),
        };
        while taken(&shown) > left && give_up(&mut shown) {}
        let mut rest = left.saturating_sub(taken(&shown));
        let mut paths = shown.iter().filter(|(column, _)| takes_the_rest(*column)).count();
        for (_, width) in shown.iter_mut().filter(|(column, _)| takes_the_rest(*column)) {
            let more = rest / paths;
            (*width, rest, paths) = (*width + more, rest - more, paths - 1);
        }
        // A window so narrow that not even the least has room shows what there is of it.
        let over = taken(&shown).saturating_sub(left);
        if let Some((_, width)) = shown.iter_mut().find(|(column, _)| takes_the_rest(*column)) {
            *width = width.saturating_sub(over).max(1);
        }
        Self { shown, waterfall }
    }

    /// The columns that are shown, in their order.
    pub fn names(&self) -> impl Iterator<Item = Column> {
        self.shown.iter().map(|(column, _)| *column)
    }

    /// The column whose title is at `x`, the list beginning at `left`; the gap before a title belongs to it.
    #[must_use]
    pub fn at(&self, left: u16, x: u16) -> Option<Column> {
        let mut right = usize::from(left);
        let slots = self.slots();
        let pressed = slots.iter().find(|slot| {
            right += slot.gap + slot.width;
            usize::from(x) < right
        });
        pressed.and_then(|slot| slot.column)
    }

    /// Where the titles are, in their order.
    pub fn slots(&self) -> Vec<Slot> {
        let (number, others) = self.around_sign();
        let number = number.map(|width| Slot { column: Some(Column::Number), gap: 1, width });
        let mut slots: Vec<Slot> = number.into_iter().collect();
        // The gap before the sign, and the sign.
        let mut gap = 2;
        for (place, (column, width)) in others.iter().enumerate() {
            let is_status = *column == Column::Status;
            gap += usize::from(place > 0 || !is_status);
            let behind = usize::from(is_status);
            slots.push(Slot { column: Some(*column), gap, width: width - behind });
            gap = behind;
        }
        if self.waterfall > 0 {
            slots.push(Slot { column: None, gap: gap + 1, width: self.waterfall });
        }
        slots
    }

    /// The columns of one side of the sign: the number where it is the first, and all the others.
    pub fn around_sign(&self) -> (Option<usize>, &[(Column, usize)]) {
        match self.shown.as_slice() {
            [(Column::Number, width), others @ ..] => (Some(*width), others),
            others => (None, others),
        }
    }
}

/// The usual columns that have room. The waterfall takes that of what else could tell entries apart: there, time is
/// what is looked at.
fn usual(room: usize, has_waterfall: bool) -> Vec<Column> {
    let has_room = |column: &Column| match column {
        Column::Host => room >= 92 && !has_waterfall,
        Column::Mime => room >= 64 && !has_waterfall,
        Column::Size => room >= 54 && !has_waterfall,
        Column::Time => room >= 46,
        Column::Started => room >= 124 && !has_waterfall,
        _ => true,
    };
    USUAL.iter().copied().filter(has_room).collect()
}

/// How wide a column is; of a path or URL, the least.
fn width(column: Column, number: usize, room: usize) -> usize {
    match column {
        Column::Number => number,
        // With the gap after it.
        Column::Status => STATUS + 1,
        Column::Method | Column::Size | Column::Time | Column::Wait => 7,
        Column::Host if room >= 110 => 26,
        Column::Host => 20,
        Column::Path | Column::Url => SHORTEST_PATH,
        Column::Mime => 6,
        Column::Type => 11,
        Column::Started => 8,
        Column::Page => 12,
    }
}

/// Whether a column takes the room that the others leave.
#[must_use]
pub fn takes_the_rest(column: Column) -> bool {
    matches!(column, Column::Path | Column::Url)
}

/// The columns that a row takes: a margin, the sign, a gap before each column. A number before the sign has its gap
/// after it, and so has the sign, unless a status is there.
fn taken(shown: &[(Column, usize)]) -> usize {
    let is_numbered = matches!(shown.first(), Some((Column::Number, _)));
    let columns: usize = shown.iter().map(|(_, width)| width + 1).sum();
    let behind_sign = shown.get(usize::from(is_numbered)).map(|(column, _)| *column);
    2 + columns - usize::from(behind_sign == Some(Column::Status))
}

/// Gives up the last column that is no path or URL; without any, the last but one. Whether there was one to give up.
fn give_up(shown: &mut Vec<(Column, usize)>) -> bool {
    let place = shown.iter().rposition(|(column, _)| !takes_the_rest(*column));
    let place = place.unwrap_or(shown.len().saturating_sub(1));
    if shown.len() > 1 {
        shown.remove(place);
    }
    shown.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_width(columns: &Columns) -> usize {
        columns.shown.iter().find(|(column, _)| *column == Column::Path).map_or(0, |(_, width)| *width)
    }

    #[test]
    fn every_width_is_used_up() {
        for room in 40..220 {
            let usual = Columns::of(&[], room, 100_000, false);
            assert!(path_width(&usual) >= 8 && taken(&usual.shown) == room - 1, "{room}");
            let waterfall = Columns::of(&[], room, 100_000, true);
            assert!(path_width(&waterfall) >= 1 && waterfall.waterfall >= 8, "{room}");
            assert_eq!(taken(&waterfall.shown) + waterfall.waterfall + 1, room - 1);
        }
    }

    #[test]
    fn chosen_columns_give_way_from_the_end_and_the_path_last() {
        let shown = |room| {
            let columns = Columns::of(Column::ALL, room, 14, false);
            assert!(taken(&columns.shown) < room, "{room}");
            columns.shown.iter().map(|(column, _)| column.name()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(200), "number status method host path url mime type size time started wait page");
        assert_eq!(shown(80), "number status method host path url mime");
        assert_eq!(shown(40), "number status path url");
        let times = Columns::of(&[Column::Time, Column::Path], 60, 14, true);
        assert_eq!(times.shown, [(Column::Time, 7), (Column::Path, 32)]);
        assert_eq!(Columns::of(&[Column::Size], 40, 14, false).shown, [(Column::Size, 7)]);
    }
}
