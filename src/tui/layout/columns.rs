//! Which columns the list shows, and how wide they are.

use crate::query::sort::Column;
use crate::text::words;

/// The default columns, in order; as many as fit.
pub const DEFAULT_COLUMNS: &[Column] = &[
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
        Column::Download => &words.download,
        Column::Page => &words.page,
    }
}

/// The width of a status and, after its title, a sort sign.
const STATUS_WIDTH: usize = 4;

/// Minimum width of a path or URL.
const MIN_PATH: usize = 12;

#[derive(Debug)]
pub struct Columns {
    /// The visible columns with their widths, from left to right.
    pub shown: Vec<(Column, usize)>,
    /// The width of the waterfall; 0 if it is off.
    pub waterfall: usize,
}

/// The position of a column title.
#[derive(Debug)]
pub struct TitleSlot {
    /// `None` for the waterfall, which is not sortable.
    pub column: Option<Column>,
    /// Spaces before the title.
    pub gap: usize,
    /// Width of the title in columns.
    pub width: usize,
}

impl Columns {
    /// The columns of a list with this many entries that fit `room`.
    pub fn of(chosen: &[Column], room: usize, entries: usize, has_waterfall: bool) -> Self {
        let waterfall = if has_waterfall { (room / 4).clamp(8, 80) } else { 0 };
        // The last column of the pane stays free.
        let left = room.saturating_sub(1 + if has_waterfall { waterfall + 1 } else { 0 });
        let number = entries.saturating_sub(1).to_string().len().max(3);
        let width = |column| width(column, number, room);
        let mut shown: Vec<(Column, usize)> = match chosen {
            [] => default_columns(room, has_waterfall)
                .into_iter()
                .map(|column| (column, width(column)))
                .collect(),
            chosen => chosen.iter().map(|column| (*column, width(*column))).collect(),
        };
        while total_width(&shown) > left && drop_last(&mut shown) {}
        let mut rest = left.saturating_sub(total_width(&shown));
        let mut paths = shown.iter().filter(|(column, _)| is_flexible(*column)).count();
        for (_, width) in shown.iter_mut().filter(|(column, _)| is_flexible(*column)) {
            let more = rest / paths;
            (*width, rest, paths) = (*width + more, rest - more, paths - 1);
        }
        // In a window too narrow even for the minimum, shrink the last column.
        let over = total_width(&shown).saturating_sub(left);
        if let Some((_, width)) = shown.iter_mut().find(|(column, _)| is_flexible(*column)) {
            *width = width.saturating_sub(over).max(1);
        }
        Self { shown, waterfall }
    }

    pub fn names(&self) -> impl Iterator<Item = Column> {
        self.shown.iter().map(|(column, _)| *column)
    }

    /// The column whose title is at `x` in a list that starts at `left`; a title includes the gap before it.
    pub fn at(&self, left: u16, x: u16) -> Option<Column> {
        let mut right = usize::from(left);
        let slots = self.slots();
        let pressed = slots.iter().find(|slot| {
            right += slot.gap + slot.width;
            usize::from(x) < right
        });
        pressed.and_then(|slot| slot.column)
    }

    /// The titles, from left to right.
    pub fn slots(&self) -> Vec<TitleSlot> {
        let (number, others) = self.around_sign();
        let number = number.map(|width| TitleSlot { column: Some(Column::Number), gap: 1, width });
        let mut slots: Vec<TitleSlot> = number.into_iter().collect();
        // The gap before the entry's sign, and the sign.
        let mut gap = 2;
        for (place, (column, width)) in others.iter().enumerate() {
            let is_status = *column == Column::Status;
            gap += usize::from(place > 0 || !is_status);
            let gap_after = usize::from(is_status);
            slots.push(TitleSlot { column: Some(*column), gap, width: width - gap_after });
            gap = gap_after;
        }
        if self.waterfall > 0 {
            slots.push(TitleSlot { column: None, gap: gap + 1, width: self.waterfall });
        }
        slots
    }

    /// The columns around the sign: the number if it comes first, and all others.
    pub fn around_sign(&self) -> (Option<usize>, &[(Column, usize)]) {
        match self.shown.as_slice() {
            [(Column::Number, width), others @ ..] => (Some(*width), others),
            others => (None, others),
        }
    }
}

/// The default columns that fit. With the waterfall, other columns make room for it.
fn default_columns(room: usize, has_waterfall: bool) -> Vec<Column> {
    let has_room = |column: &Column| match column {
        Column::Host => room >= 92 && !has_waterfall,
        Column::Mime => room >= 64 && !has_waterfall,
        Column::Size => room >= 54 && !has_waterfall,
        Column::Time => room >= 46,
        Column::Started => room >= 124 && !has_waterfall,
        _ => true,
    };
    DEFAULT_COLUMNS.iter().copied().filter(has_room).collect()
}

/// The width of a column; the minimum for a path or URL.
fn width(column: Column, number: usize, room: usize) -> usize {
    match column {
        Column::Number => number,
        // With the gap after it.
        Column::Status => STATUS_WIDTH + 1,
        Column::Method | Column::Size | Column::Time | Column::Wait => 7,
        Column::Download => 8,
        Column::Host if room >= 110 => 26,
        Column::Host => 20,
        Column::Path | Column::Url => MIN_PATH,
        Column::Mime => 6,
        Column::Type => 11,
        Column::Started => 8,
        Column::Page => 12,
    }
}

/// Whether a column takes the remaining room.
pub fn is_flexible(column: Column) -> bool {
    matches!(column, Column::Path | Column::Url)
}

/// The width of a row: margin, sign, and a gap before each column. A number before the sign is followed by a gap, and
/// so is the sign unless a status follows.
fn total_width(shown: &[(Column, usize)]) -> usize {
    let is_numbered = matches!(shown.first(), Some((Column::Number, _)));
    let columns: usize = shown.iter().map(|(_, width)| width + 1).sum();
    let behind_sign = shown.get(usize::from(is_numbered)).map(|(column, _)| *column);
    2 + columns - usize::from(behind_sign == Some(Column::Status))
}

/// Drops the last column that is not a path or URL, or else the second to last; returns whether there was one to
/// drop.
fn drop_last(shown: &mut Vec<(Column, usize)>) -> bool {
    let place = shown.iter().rposition(|(column, _)| !is_flexible(*column));
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
            assert!(path_width(&usual) >= 8 && total_width(&usual.shown) == room - 1, "{room}");
            let waterfall = Columns::of(&[], room, 100_000, true);
            assert!(path_width(&waterfall) >= 1 && waterfall.waterfall >= 8, "{room}");
            assert_eq!(total_width(&waterfall.shown) + waterfall.waterfall + 1, room - 1);
        }
    }

    #[test]
    fn chosen_columns_give_way_from_the_end_and_the_path_last() {
        let shown = |room| {
            let columns = Columns::of(Column::ALL, room, 14, false);
            assert!(total_width(&columns.shown) < room, "{room}");
            columns.shown.iter().map(|(column, _)| column.name()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            shown(200),
            "number status method host path url mime type size time started wait download page"
        );
        assert_eq!(shown(80), "number status method host path url mime");
        assert_eq!(shown(40), "number status path url");
        let times = Columns::of(&[Column::Time, Column::Path], 60, 14, true);
        assert_eq!(times.shown, [(Column::Time, 7), (Column::Path, 32)]);
        assert_eq!(Columns::of(&[Column::Size], 40, 14, false).shown, [(Column::Size, 7)]);
    }
}
