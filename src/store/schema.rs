//! The tables, as steps from each version to the next. A step that has been released is never changed.

use super::StoreError;
use rusqlite::Connection;

/// Step `n` brings version `n` to `n + 1`.
const STEPS: &[&str] = &[
    "
    CREATE TABLE devices (
        id          TEXT PRIMARY KEY,   -- MAC, or address of a device that tells none
        family      TEXT NOT NULL,
        name        TEXT NOT NULL,      -- what it calls itself
        address     TEXT NOT NULL,      -- where it answered last, as a person gave it
        socket      TEXT NOT NULL,      -- the same, looked up
        last_seen   INTEGER NOT NULL,   -- seconds since 1970
        nickname    TEXT,               -- what a person told: this and all below
        leds        INTEGER,
        matrix      TEXT,
        wiring      TEXT,
        color_order TEXT
    ) STRICT;
    CREATE INDEX devices_by_address ON devices (address);
    CREATE INDEX devices_by_socket ON devices (socket);
    CREATE TABLE readings (             -- how a person said to read a headerless file
        sha256      TEXT PRIMARY KEY,   -- of the file
        leds        INTEGER NOT NULL,
        matrix      TEXT
    ) STRICT;
",
    "
    CREATE TABLE jobs (                 -- the journal: what must survive a crash, and no more
        id          TEXT PRIMARY KEY,   -- of the run that queued it, and a number there
        run         TEXT NOT NULL,      -- whose it is now
        queued_at   INTEGER NOT NULL,   -- seconds since 1970
        file        TEXT NOT NULL,      -- absolute path
        file_bytes  INTEGER NOT NULL,
        sha256      TEXT NOT NULL,      -- of the file
        content     TEXT NOT NULL,      -- of the pattern that was read from it
        address     TEXT NOT NULL,      -- to whom
        device      TEXT,               -- who must answer there
        how         TEXT NOT NULL,      -- JSON: source options, fit, what was told, name, play, force
        upload      TEXT,               -- where the device keeps the open upload
        outcome     TEXT,               -- how it ended: this and all below
        code        TEXT,
        ended_at    INTEGER
    ) STRICT;
    CREATE INDEX jobs_unfinished ON jobs (run) WHERE outcome IS NULL;
    CREATE TABLE history (
        id          INTEGER PRIMARY KEY,
        ended_at    INTEGER NOT NULL,   -- seconds since 1970
        file        TEXT NOT NULL,
        device      TEXT,               -- identity, name, family: where somebody answered
        name        TEXT,
        family      TEXT,
        address     TEXT NOT NULL,
        bytes       INTEGER NOT NULL,   -- of the payload; 0: never encoded
        attempts    INTEGER NOT NULL,
        seconds     REAL NOT NULL,
        sha256      TEXT,               -- of the payload
        outcome     TEXT NOT NULL,
        code        TEXT
    ) STRICT;
    CREATE INDEX history_by_time ON history (ended_at);
",
    "
    ALTER TABLE devices ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;  -- 1: a person wants it at the top of the list
    ALTER TABLE devices ADD COLUMN own_leds INTEGER;                   -- what it said of its size: this and the next
    ALTER TABLE devices ADD COLUMN own_matrix TEXT;
    ALTER TABLE devices ADD COLUMN last_address TEXT NOT NULL DEFAULT '';  -- as address, and stays when another is there
    UPDATE devices SET last_address = address;
",
    "
    CREATE TABLE moments (              -- what a device showed before the last upload was started on it
        device      TEXT PRIMARY KEY,
        moment      BLOB NOT NULL,      -- in its family's own words
        noted_at    INTEGER NOT NULL    -- seconds since 1970
    ) STRICT;
",
    "
    ALTER TABLE devices ADD COLUMN power TEXT;  -- told: what LEDs draw, and the supply
",
    "
    ALTER TABLE devices ADD COLUMN panels TEXT;    -- what a person told instead of leds or matrix: a grid of panels,
    ALTER TABLE devices ADD COLUMN map TEXT;       -- or the place of each LED, itself: its file may be gone
    ALTER TABLE devices ADD COLUMN map_name TEXT;  -- what that file was called
",
    "
    ALTER TABLE devices ADD COLUMN own_caps TEXT;  -- what it said it can do: a JSON array
",
    "
    ALTER TABLE devices ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0;  -- 1: a person wants nothing sent to it
    ALTER TABLE devices ADD COLUMN network TEXT;                          -- over which network it answered last
",
    "
    ALTER TABLE devices ADD COLUMN segment INTEGER;  -- told: the segment that shows patterns, instead of all LEDs
",
    "
    CREATE TABLE device_groups (        -- which devices a person put together: `@name`
        device      TEXT NOT NULL,      -- identity
        name        TEXT NOT NULL,      -- without the sign, in the spelling of the first device of the group
        PRIMARY KEY (device, name)
    ) STRICT;
",
    "
    ALTER TABLE history ADD COLUMN problem TEXT;  -- why it failed, as JSON: code, key and arguments of the message, remedy
    ALTER TABLE history ADD COLUMN notes TEXT;    -- notes of the upload: a JSON array of keys and arguments
    ALTER TABLE jobs ADD COLUMN problem TEXT;     -- as in history
",
    "
    CREATE TABLE measured (             -- what was measured, rolled up by the keeper
        start       INTEGER NOT NULL,   -- seconds since 1970
        span        INTEGER NOT NULL,   -- seconds: 60 or 3600
        device      TEXT NOT NULL,      -- identity; address of a device that tells none
        data        TEXT NOT NULL,      -- JSON
        PRIMARY KEY (span, start, device)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE facts (                -- facts of processes that are not the keeper, until it has counted them
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        data        TEXT NOT NULL       -- JSON
    ) STRICT;
    CREATE TABLE alerts (
        id          INTEGER PRIMARY KEY,
        key         TEXT NOT NULL,      -- type, device or network, code
        last_at     INTEGER NOT NULL,   -- seconds since 1970
        resolved_at INTEGER,
        data        TEXT NOT NULL       -- JSON
    ) STRICT;
    CREATE TABLE silences (             -- alerts that a person does not want to hear of
        key         TEXT PRIMARY KEY,
        until       INTEGER             -- seconds since 1970; NULL: until it is resolved
    ) STRICT;
    CREATE TABLE audit (                -- what was unlocked, deleted, restored, changed
        id          INTEGER PRIMARY KEY,
        at          INTEGER NOT NULL,   -- seconds since 1970
        kind        TEXT NOT NULL,
        subject     TEXT NOT NULL,
        device      TEXT,               -- identity
        detail      TEXT NOT NULL       -- JSON: key and arguments
    ) STRICT;
",
    "
    CREATE TABLE sent (                 -- uploads of the last hour, for the limits that all processes share
        run         TEXT NOT NULL,      -- of the process
        job         INTEGER NOT NULL,   -- its number there
        at_ms       INTEGER NOT NULL,   -- milliseconds since 1970 of its start
        device      TEXT NOT NULL,      -- identity
        bytes       INTEGER NOT NULL,   -- of the payload
        sends       INTEGER NOT NULL,   -- 0: it only asks whether it may
        PRIMARY KEY (run, job)
    ) STRICT;
    CREATE TABLE refused_secrets (      -- PINs and tokens that devices refused: not sent again until a person enters one
        device      TEXT NOT NULL,      -- identity
        digest      INTEGER NOT NULL,   -- one byte, of the secret and the device
        at_ms       INTEGER NOT NULL,   -- milliseconds since 1970
        PRIMARY KEY (device, digest)
    ) STRICT;
",
    "
    ALTER TABLE readings ADD COLUMN format TEXT;  -- what else tells its readings apart: what numbers mean,
    ALTER TABLE readings ADD COLUMN array TEXT;   -- and which array of a sketch it is
",
];

/// Newest version known here.
fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Version of the tables in a file; 0 of an empty one.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses what a newer version wrote, or a number that no version gives.
pub(super) fn refuse_newer(found: i64) -> Result<(), StoreError> {
    let known = known();
    if (0..=known).contains(&found) {
        Ok(())
    } else {
        Err(StoreError::Newer { found, known })
    }
}

/// Brings the file to the newest version, all steps in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if version(connection)? == known() {
        return Ok(()); // a start writes nothing
    }
    // two processes may start at once: the version is read under the write lock
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    refuse_newer(found)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known())?;
    transaction.commit()?;
    Ok(())
}

/// Makes the tables of the first version, with one device.
#[cfg(test)]
pub(super) fn example_of_first_version(file: &Connection) {
    file.execute_batch(STEPS[0]).unwrap();
    let row = "INSERT INTO devices (id, family, name, address, socket, last_seen)
               VALUES ('a0b1c2d3e4f5', 'native', 'Porch', '192.168.1.40', '192.168.1.40:80', 7)";
    file.execute_batch(row).unwrap();
    file.pragma_update(None, "user_version", 1).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_store_of_a_newer_version_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        drop(Store::open(home.path()).unwrap());
        let file = Connection::open(home.path().join("upload-bridge.sqlite")).unwrap();
        file.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            Store::open(home.path()),
            Err(StoreError::Newer { found: 99, .. })
        ));
    }

    #[test]
    fn a_store_of_the_first_version_keeps_its_devices() {
        let home = tempfile::tempdir().unwrap();
        let file = Connection::open(home.path().join("upload-bridge.sqlite")).unwrap();
        example_of_first_version(&file);
        drop(file);
        let known = Store::open(home.path()).unwrap().devices().unwrap();
        assert_eq!(
            (
                known[0].last_address.as_str(),
                known[0].pinned,
                known[0].own_leds
            ),
            ("192.168.1.40", false, None)
        );
    }

    #[test]
    fn a_store_of_the_first_version_can_put_its_devices_into_groups() {
        let home = tempfile::tempdir().unwrap();
        let file = Connection::open(home.path().join("upload-bridge.sqlite")).unwrap();
        example_of_first_version(&file);
        drop(file);
        let store = Store::open(home.path()).unwrap();
        let porch = store.devices().unwrap().remove(0);
        assert!(porch.groups.is_empty());
        let change = crate::device::GroupChange {
            join: vec!["front".parse().unwrap()],
            ..Default::default()
        };
        assert!(store.regroup(&porch.id, &change).unwrap());
        drop(store);
        let known = Store::open(home.path()).unwrap().devices().unwrap();
        assert_eq!(known[0].groups.first().unwrap().as_str(), "front");
    }

    #[test]
    fn opening_twice_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let first = Store::open(home.path()).unwrap();
        let three = crate::pattern::Remembered {
            leds: 3,
            ..Default::default()
        };
        first.remember_reading("abc", &three).unwrap();
        let second = Store::open(home.path()).unwrap();
        assert!(second.reading("abc").unwrap().is_some());
    }

    /// What a version without the columns of problems wrote: a device, jobs of a run that is gone, and a history.
    const WITHOUT_PROBLEMS: &str = r#"
        INSERT INTO devices (id, family, name, address, socket, last_seen, last_address)
            VALUES ('a0b1c2d3e4f5', 'native', 'Porch', '127.0.0.1:81', '127.0.0.1:81', 7, '127.0.0.1:81');
        INSERT INTO jobs (id, run, queued_at, file, file_bytes, sha256, content, address, device, how, upload, outcome, code, ended_at)
            VALUES ('feed-1', 'feed', 5, '/patterns/fire.bin', 12, 'f00', 'ba5', '127.0.0.1:81', 'a0b1c2d3e4f5',
                    '{"name":null,"play":true,"force":false,"delete_first":"never","allow_public":false,"accept_new":false,
                      "read":{"format":null,"leds":3,"matrix":null,"from_wiring":null,"delay_ms":null,"remembered":null},
                      "fit":{"mode":null,"scale":"area","background":[0,0,0],"brightness_pct":100,"gamma":1.0,"max_fps":null},
                      "told":{"nickname":"Front","leds":3,"matrix":null,"wiring":null,"color_order":null}}',
                    '/api/files/7', NULL, NULL, NULL),
                   ('feed-2', 'feed', 6, '/patterns/fire.bin', 12, 'f00', 'ba5', '127.0.0.1:81', NULL, '{}', NULL,
                    'failed', 'device.full', 4000000000);
        INSERT INTO history (ended_at, file, device, name, family, address, bytes, attempts, seconds, sha256, outcome, code)
            VALUES (4000000000, '/patterns/fire.bin', 'a0b1c2d3e4f5', 'Porch', 'native', '127.0.0.1:81', 12, 2, 1.5, 'f00',
                    'failed', 'device.full'),
                   (4000000001, '/patterns/fire.bin', NULL, NULL, NULL, '127.0.0.1:81', 0, 1, 0.5, NULL,
                    'failed', 'device.tired');
    "#;

    #[test]
    fn a_store_without_columns_of_problems_keeps_its_jobs_and_history() {
        use crate::problem::Code;
        use crate::store::{JobKey, JobState};
        const OLD: usize = 10;
        let home = tempfile::tempdir().unwrap();
        let file = Connection::open(home.path().join("upload-bridge.sqlite")).unwrap();
        for step in &STEPS[..OLD] {
            file.execute_batch(step).unwrap();
        }
        file.pragma_update(None, "user_version", OLD as i64)
            .unwrap();
        file.execute_batch(WITHOUT_PROBLEMS).unwrap();
        drop(file);

        let store = Store::open(home.path()).unwrap();
        let history = store.history(None).unwrap();
        let full = history[1].problem.as_ref().unwrap();
        assert_eq!(
            (full.code, &full.message),
            (Code::DeviceFull, &Code::DeviceFull.meaning())
        );
        // a code that this version does not have stays as it is
        assert_eq!(
            (&history[0].problem, history[0].code.as_deref()),
            (&None, Some("device.tired"))
        );
        assert!(history.iter().all(|entry| entry.notes.is_empty()));
        let rows = store.jobs().unwrap();
        assert_eq!(rows[0].state, JobState::Unfinished);
        assert!(matches!(
            &rows[1].state,
            JobState::Ended { problem: Some(problem), .. } if problem.code == Code::DeviceFull
        ));
        let run = store.begin_run().unwrap();
        let resumed = store.take_over(&run).unwrap();
        let key = JobKey::stored("feed-1".into());
        assert_eq!((resumed.len(), &resumed[0].key), (1, &key));
        assert_eq!(resumed[0].settings.nickname.as_deref(), Some("Front"));
        assert_eq!(
            store.open_upload(&key).unwrap().as_deref(),
            Some("/api/files/7")
        );
        let ended = |c: &crate::store::Changes<'_>| c.ended(&key, "failed", Some(full));
        store.commit(ended).unwrap().unwrap();
        assert!(matches!(
            &store.jobs().unwrap()[0].state,
            JobState::Ended { problem: Some(problem), .. } if problem == full
        ));
    }
}
