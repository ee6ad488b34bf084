//! Files that are read in place and take ways that small ones do not: sequences of one large block, and of many.

/// All of them.
pub(super) fn files() -> Vec<Vec<u8>> {
    let zlib = |bytes: &[u8]| {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let written = std::io::Write::write_all(&mut out, bytes).and_then(|()| out.finish());
        written.unwrap_or_default()
    };
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap_or_default();
    // more than a block may have that is unpacked whole
    let large: Vec<u8> = (0..5_u32 << 20).map(|at| (at / 4096) as u8).collect();
    let small: Vec<u8> = (0..60_u8).collect();
    let mut files = vec![
        sequence(4096, 1280, 1, &[(0, zstd(&large))]),
        sequence(4096, 1280, 2, &[(0, zlib(&large))]),
        sequence(4096, 1281, 2, &[(0, zlib(&large))]),
    ];
    for (packing, pack) in [(1, &zstd as &dyn Fn(&[u8]) -> Vec<u8>), (2, &zlib)] {
        let blocks: Vec<_> = (0..)
            .zip(small.chunks(10))
            .map(|(n, frames)| (n * 2, pack(frames)))
            .collect();
        files.push(sequence(5, 12, packing, &blocks));
    }
    files
}

/// A version 2.0 sequence; each block has its first frame and its bytes.
fn sequence(channels: u32, frames: u32, packing: u8, blocks: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let data = u16::try_from(32 + blocks.len() * 8)
        .unwrap_or(u16::MAX)
        .to_le_bytes();
    let mut file = b"PSEQ".to_vec();
    file.extend([data[0], data[1], 0, 2, data[0], data[1]]);
    file.extend(channels.to_le_bytes());
    file.extend(frames.to_le_bytes());
    file.extend([
        25,
        0,
        packing,
        u8::try_from(blocks.len()).unwrap_or(0),
        0,
        0,
    ]);
    file.extend([7; 8]);
    for (first, packed) in blocks {
        file.extend(first.to_le_bytes());
        file.extend(u32::try_from(packed.len()).unwrap_or(0).to_le_bytes());
    }
    blocks.iter().for_each(|(_, packed)| file.extend(packed));
    file
}
