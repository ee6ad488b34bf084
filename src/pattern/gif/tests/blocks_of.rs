//! A GIF taken apart into its blocks, and its codes into their widths, written from GIF89a alone.

/// What stands in a GIF.
pub(super) struct Outline {
    pub(super) screen: (usize, usize),
    /// The data of all extensions but graphic controls.
    pub(super) applications: Vec<Vec<u8>>,
    pub(super) pictures: Vec<Picture>,
}

pub(super) struct Picture {
    /// Flags of its graphic control.
    pub(super) control: u8,
    pub(super) delay: u16,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) w: usize,
    pub(super) h: usize,
    pub(super) interlaced: bool,
    pub(super) own_table: bool,
    /// Of the table that it uses.
    pub(super) colours: usize,
    pub(super) min_bits: u8,
    codes: Vec<u8>,
}

/// Takes bytes from the front; panics where there are none.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn number(&mut self) -> usize {
        usize::from(u16::from_le_bytes(self.take(2).try_into().unwrap()))
    }

    /// The colours of the table that these flags announce.
    fn table(&mut self, flags: u8) -> Option<usize> {
        let colours = 2 << (flags & 7);
        (flags & 0x80 != 0)
            .then(|| self.take(3 * colours))
            .map(|_| colours)
    }

    /// The data of sub-blocks.
    fn data(&mut self) -> Vec<u8> {
        let mut data = Vec::new();
        while let length @ 1.. = self.byte() {
            data.extend_from_slice(self.take(length.into()));
        }
        data
    }
}

impl Outline {
    /// Takes a whole file apart; it must end with its trailer.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut reader = Reader(bytes);
        assert_eq!(reader.take(6), b"GIF89a");
        let screen = (reader.number(), reader.number());
        let flags = reader.take(3)[0];
        let global = reader.table(flags).expect("a table in front");
        let mut applications = Vec::new();
        let mut pictures = Vec::new();
        let mut control = None;
        loop {
            match reader.byte() {
                0x3B => break,
                0x21 if reader.0[0] == 0xF9 => {
                    let block = reader.take(7);
                    assert_eq!((block[1], block[5], block[6]), (4, 0, 0));
                    control = Some((block[2], u16::from_le_bytes([block[3], block[4]])));
                }
                0x21 => {
                    assert_eq!(reader.take(2), [0xFF, 11]);
                    applications.push(reader.take(16).to_vec());
                }
                0x2C => pictures.push(Picture::of(
                    &mut reader,
                    control.take().expect("a control in front"),
                    global,
                )),
                other => panic!("block {other:#x}"),
            }
        }
        assert!(reader.0.is_empty(), "nothing behind the trailer");
        Self {
            screen,
            applications,
            pictures,
        }
    }
}

impl Picture {
    fn of(reader: &mut Reader<'_>, (control, delay): (u8, u16), global: usize) -> Self {
        let [x, y, w, h] = [(); 4].map(|()| reader.number());
        let flags = reader.byte();
        let own = reader.table(flags);
        let interlaced = flags & 0x40 != 0;
        let own_table = own.is_some();
        let min_bits = reader.byte();
        let colours = own.unwrap_or(global);
        Self {
            control,
            delay,
            x,
            y,
            w,
            h,
            interlaced,
            own_table,
            colours,
            min_bits,
            codes: reader.data(),
        }
    }

    /// The most bytes of codes that a decoder takes in for any so many rows behind each other.
    pub(super) fn max_bytes_in_rows(&self, rows: usize) -> usize {
        let ends = self.row_ends();
        let before = |row: usize| if row < rows { 0 } else { ends[row - rows] };
        (0..ends.len())
            .map(|row| ends[row] - before(row))
            .max()
            .unwrap()
    }

    /// How many bytes of codes were read when each row is complete.
    fn row_ends(&self) -> Vec<usize> {
        let clear = 1_usize << self.min_bits;
        // Pixels of each code; `None` before the first code behind a clear.
        let mut lengths = vec![];
        let mut last = None;
        let mut bit = 0;
        let mut width = 0;
        let mut pixels = 0;
        let mut ends = Vec::new();
        loop {
            if lengths.is_empty() {
                lengths = vec![1; clear + 2];
                width = usize::from(self.min_bits) + 1;
            }
            let code: usize = (0..width)
                .map(|i| usize::from(self.codes[(bit + i) / 8] >> ((bit + i) % 8) & 1) << i)
                .sum();
            bit += width;
            match code {
                code if code == clear => {
                    lengths.clear();
                    last = None;
                    continue;
                }
                code if code == clear + 1 => break,
                _ => {}
            }
            if let Some(last) = last.filter(|_| lengths.len() < 4096) {
                lengths.push(lengths[last] + 1);
                width += usize::from(lengths.len() == 1 << width && width < 12);
            }
            pixels += lengths[code];
            last = Some(code);
            while ends.len() < pixels / self.w {
                ends.push(bit.div_ceil(8));
            }
        }
        assert_eq!((pixels, ends.len()), (self.w * self.h, self.h));
        assert_eq!(
            bit.div_ceil(8),
            self.codes.len(),
            "nothing behind the end code"
        );
        ends
    }
}
