//! What is kept of encoded patterns: once for all that have the same frames, within bounds, and always what encoding gives.

use super::*;
use crate::device::FAMILIES;
use crate::pattern::{ReadOptions, read_bytes};
use proptest::prelude::*;
use std::path::Path;

/// A pattern file of so many LEDs and frames, that differs by its seed.
fn opened(name: &str, leds: usize, frames: usize, seed: u64) -> Opened {
    let mut random = fastrand::Rng::with_seed(seed);
    let rgb: Vec<u8> = (0..leds * frames * 3).map(|_| random.u8(..)).collect();
    let options = ReadOptions {
        format: Some("raw".into()),
        leds: Some(leds),
        ..ReadOptions::default()
    };
    read_bytes(Path::new(name), rgb.into(), &options).unwrap()
}

fn request(id: u64, opened: &Opened, brightness_pct: u8) -> EncodeRequest {
    let family = *FAMILIES.iter().find(|f| f.name() == "native").unwrap();
    EncodeRequest {
        source: PatternKey::of(PatternId(id), opened),
        pattern: opened.pattern.clone(),
        layout: Layout::strip(opened.pattern.frames.leds()).unwrap(),
        fit: Fit {
            brightness_pct,
            ..Fit::default()
        },
        family,
        form: Form::Frames,
        name: StoredName::from_text("p"),
    }
}

fn bytes(encoded: &Encoded) -> Vec<u8> {
    encoded.payload.held().unwrap().to_vec()
}

#[tokio::test]
async fn the_same_frames_are_encoded_once_from_whatever_file() {
    let encodings = Encodings::default();
    let limits = Limits::default();
    let [a, b] = ["a.bin", "b.bin"].map(|name| opened(name, 16, 20, 1));
    let first = encodings.get(&request(1, &a, 100), &limits).await.unwrap();
    let second = encodings.get(&request(2, &b, 100), &limits).await.unwrap();
    assert!(Arc::ptr_eq(&first.fitted, &second.fitted));
    let other = opened("c.bin", 16, 20, 2);
    let other = encodings.get(&request(3, &other, 100), &limits).await;
    assert_ne!(bytes(&other.unwrap()), bytes(&first));
    let count = encodings.counters.read().encodings;
    assert_eq!((count.hits, count.misses, count.entries), (1, 2, 2));
    assert!(count.bytes > 0 && count.bytes <= count.capacity);
    // closing one of the two takes nothing from the other
    encodings.forget(PatternId(1));
    let again = encodings.get(&request(2, &b, 100), &limits).await.unwrap();
    assert!(Arc::ptr_eq(&first.fitted, &again.fitted));
    // a grid of the same bytes is another thing
    let mut grid = a.clone();
    grid.pattern.matrix = Some(Matrix::new(4, 4).unwrap());
    assert_ne!(
        PatternKey::of(PatternId(1), &a),
        PatternKey::of(PatternId(1), &grid)
    );
}

#[tokio::test]
async fn what_no_job_uses_any_more_goes_and_what_one_uses_stays() {
    let encodings = Encodings {
        made: Mutex::new(Cache::new(10_000, 100)),
        ..Encodings::default()
    };
    let limits = Limits::default();
    let used = opened("a.bin", 100, 20, 1);
    let used = encodings
        .get(&request(1, &used, 100), &limits)
        .await
        .unwrap();
    for n in 2..20 {
        let other = opened("b.bin", 100, 5, n);
        encodings
            .get(&request(n, &other, 100), &limits)
            .await
            .unwrap();
    }
    encodings.trim();
    let count = encodings.counters.read().encodings;
    assert_eq!(
        count.entries, 1,
        "the one that is used is larger than the bounds"
    );
    let kept = encodings.made.lock().peek(|_, _| true).cloned().unwrap();
    let of_kept = kept.get().unwrap().clone().unwrap();
    assert!(Arc::ptr_eq(&of_kept.fitted, &used.fitted));
    drop((kept, of_kept, used));
    encodings.trim();
    assert_eq!(encodings.counters.read().encodings.bytes, 0);
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let encodings = Encodings::default();
    let opened = opened("a.bin", 16, 2, 1);
    let mut wrong = request(1, &opened, 100);
    wrong.form = Form::GifMatrix;
    let result = encodings.get(&wrong, &Limits::default()).await;
    let entries = encodings.counters.read().encodings.entries;
    assert_eq!(entries, u64::from(result.is_ok()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_hit_is_what_encoding_gives(uses in proptest::collection::vec((0..4_u64, 0..3_u8), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let encodings = Encodings {
                made: Mutex::new(Cache::new(3_000, 4)),
                ..Encodings::default()
            };
            let limits = Limits::default();
            for (seed, dim) in uses {
                let opened = opened("a.bin", 20, 8, seed);
                let wanted = request(seed, &opened, 100 - 25 * dim);
                let kept = encodings.get(&wanted, &limits).await.unwrap();
                let fresh = wanted.encode(&limits).unwrap();
                assert_eq!(bytes(&kept), bytes(&fresh));
                assert_eq!(kept.payload, fresh.payload);
                drop(kept);
                encodings.trim();
                let count = encodings.counters.read().encodings;
                assert!(count.bytes <= 3_000 && count.entries <= 4, "{count:?}");
            }
        });
    }
}
