//! The windows against a plain count of what was let through; times are those of a paused clock.

use super::*;
use crate::engine::api::WhenLimited;
use proptest::prelude::*;

fn candidate(device: u8, bytes: u64) -> Candidate {
    Candidate {
        device: DeviceId::stored(&format!("{device:012x}")),
        bytes,
    }
}

fn admission(all: HourlyLimits, per_device: HourlyLimits) -> Admission {
    Admission {
        limits: UploadLimits {
            all,
            per_device,
            ..UploadLimits::default()
        },
        ..Admission::default()
    }
}

fn hourly(uploads: Option<u32>, bytes: Option<u64>) -> HourlyLimits {
    HourlyLimits { uploads, bytes }
}

#[tokio::test(start_paused = true)]
async fn the_window_slides_with_the_uploads_and_not_with_the_hours_of_a_clock() {
    let mut limits = admission(hourly(Some(2), None), HourlyLimits::default());
    let minutes = |n: u64| tokio::time::advance(Duration::from_secs(60 * n));
    assert_eq!(limits.admit(1, &candidate(1, 1)), Ok(()));
    minutes(50).await;
    assert_eq!(limits.admit(2, &candidate(2, 1)), Ok(()));
    minutes(5).await;
    let reached = limits.admit(3, &candidate(3, 1)).unwrap_err();
    assert_eq!(reached.which, LimitKind::Uploads);
    let left = reached.until - Instant::now();
    assert_eq!(left, Duration::from_secs(5 * 60));
    minutes(5).await;
    assert_eq!(limits.admit(3, &candidate(3, 1)), Ok(()));
    let reached = limits.admit(4, &candidate(4, 1)).unwrap_err();
    assert_eq!(reached.until - Instant::now(), Duration::from_secs(50 * 60));
    // one of them sent nothing
    assert!(limits.release(3) && !limits.release(3));
    assert_eq!(limits.admit(4, &candidate(4, 1)), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_device_has_limits_of_its_own_and_the_longest_wait_counts() {
    let mut limits = admission(hourly(None, Some(100)), hourly(Some(1), Some(60)));
    assert_eq!(limits.admit(1, &candidate(1, 50)), Ok(()));
    let reached = limits.admit(2, &candidate(1, 1)).unwrap_err();
    assert_eq!(reached.which, LimitKind::DeviceUploads);
    tokio::time::advance(Duration::from_secs(600)).await;
    assert_eq!(limits.admit(3, &candidate(2, 50)), Ok(()));
    let reached = limits.admit(4, &candidate(3, 10)).unwrap_err();
    assert_eq!(reached.which, LimitKind::Bytes);
    assert_eq!(
        reached.until - Instant::now(),
        HOUR - Duration::from_secs(600)
    );
}

#[tokio::test(start_paused = true)]
async fn uploads_of_other_processes_count_for_the_rest_of_their_hour() {
    let mut limits = admission(hourly(Some(1), None), HourlyLimits::default());
    limits.set_others(vec![Counted {
        device: candidate(7, 0).device,
        bytes: 5,
        until: rest_of_hour(Duration::from_secs(3590)),
    }]);
    let reached = limits.admit(1, &candidate(1, 1)).unwrap_err();
    assert_eq!(reached.until - Instant::now(), Duration::from_secs(10));
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(limits.admit(1, &candidate(1, 1)), Ok(()));
}

#[test]
fn the_stricter_of_two_limits_counts_and_a_refusal_stays_one() {
    let mine = UploadLimits {
        all: hourly(Some(20), None),
        file: Some(2_000_000),
        when: WhenLimited::Refuse,
        ..UploadLimits::default()
    };
    let given = UploadLimits {
        all: hourly(Some(30), Some(5)),
        concurrent: Some(4),
        ..UploadLimits::default()
    };
    let both = UploadLimits {
        all: hourly(Some(20), Some(5)),
        concurrent: Some(4),
        ..mine
    };
    assert_eq!(mine.stricter(given), both);
    assert_eq!(given.stricter(mine), both);
    assert_eq!(mine.stricter(UploadLimits::default()), mine);
    let code = |bytes| both.refuse_size(bytes).map(|refusal| refusal.code);
    assert_eq!(
        (code(5), code(6)),
        (None, Some(crate::problem::Code::JobLimited))
    );
}

/// An upload that was let through: second, device, bytes.
type Sent = (u64, u8, u64);

/// Whether the hour that ends with each upload holds no more than the limits allow. Counted from the list alone.
fn is_within(sent: &[Sent], all: HourlyLimits, per_device: HourlyLimits) -> bool {
    let fits = |limits: HourlyLimits, hour: &[&Sent]| {
        let bytes: u64 = hour.iter().map(|(.., bytes)| bytes).sum();
        limits
            .uploads
            .is_none_or(|max| hour.len() as u64 <= u64::from(max))
            && limits.bytes.is_none_or(|max| bytes <= max)
    };
    sent.iter().all(|(end, device, _)| {
        let is_in = |(at, ..): &&Sent| at <= end && at + 3600 > *end;
        let hour: Vec<&Sent> = sent.iter().filter(is_in).collect();
        let of_device: Vec<&Sent> = hour
            .iter()
            .copied()
            .filter(|(_, d, _)| d == device)
            .collect();
        fits(all, &hour) && fits(per_device, &of_device)
    })
}

proptest! {
    /// Never more than the limits allow in any 60 minutes; what waits goes at the second that it was promised, and not one
    /// second earlier would have been allowed.
    #[test]
    fn no_hour_holds_more_than_the_limits_and_no_upload_waits_longer_than_it_must(
        (uploads, bytes) in (proptest::option::of(1_u32..5), proptest::option::of(10_u64..60)),
        (device_uploads, device_bytes) in (proptest::option::of(1_u32..4), proptest::option::of(10_u64..40)),
        asked in proptest::collection::vec((0_u64..1500, 0_u8..3, 1_u64..=10), 1..30),
    ) {
        let all = hourly(uploads, bytes);
        let per_device = hourly(device_uploads, device_bytes);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let start = Instant::now();
            let mut limits = admission(all, per_device);
            let mut sent: Vec<Sent> = Vec::new();
            for (id, (pause, device, bytes)) in (0..).zip(asked) {
                tokio::time::advance(Duration::from_secs(pause)).await;
                let upload = candidate(device, bytes);
                while let Err(reached) = limits.admit(id, &upload) {
                    let left = reached.until - Instant::now();
                    prop_assert!(left > Duration::ZERO && left <= HOUR);
                    tokio::time::advance(left - Duration::from_secs(1)).await;
                    let second = start.elapsed().as_secs();
                    let early: Vec<Sent> = sent.iter().copied().chain([(second, device, bytes)]).collect();
                    prop_assert!(!is_within(&early, all, per_device), "it waits for nothing");
                    tokio::time::advance(Duration::from_secs(1)).await;
                }
                sent.push((start.elapsed().as_secs(), device, bytes));
                prop_assert!(is_within(&sent, all, per_device), "{sent:?}");
            }
            Ok(())
        })?;
    }
}
