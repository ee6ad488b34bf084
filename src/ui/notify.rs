//! Notifications of the desktop, over D-Bus: one for each new critical alert, or one for several that come within moments. A
//! desktop without them costs a line in the log.

use crate::text;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use zbus::zvariant::Value;

/// How long alerts are collected, so that several become one notification.
const TOGETHER: Duration = Duration::from_secs(2);
/// How long the desktop may take to show a notification.
const PATIENCE: Duration = Duration::from_secs(5);
/// Maximum number of alerts that one notification names.
const NAMED: usize = 4;
/// Urgency "critical".
const URGENT: u8 = 2;

/// Words of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) title: String,
    pub(super) body: String,
}

/// How several notices are worded as one: their number, and how many are not named.
#[derive(Clone, Copy)]
pub(super) struct Several {
    pub(super) title: fn(usize) -> String,
    pub(super) more: fn(usize) -> String,
}

/// Collects notices and shows them.
#[derive(Clone, Default)]
pub(super) struct Notifier {
    waiting: Arc<Mutex<Vec<Notice>>>,
}

impl Notifier {
    /// Shows notices soon, together with those that come within moments.
    pub(super) fn show(
        &self,
        runtime: &tokio::runtime::Handle,
        app: &'static str,
        notices: Vec<Notice>,
        several: Several,
    ) {
        if notices.is_empty() {
            return;
        }
        let is_first = {
            let mut waiting = self.waiting.lock();
            let is_first = waiting.is_empty();
            waiting.extend(notices);
            is_first
        };
        if !is_first {
            return; // a task collects already
        }
        let waiting = self.waiting.clone();
        runtime.spawn(async move {
            tokio::time::sleep(TOGETHER).await;
            let notices = std::mem::take(&mut *waiting.lock());
            let Some(notice) = joined(notices, several) else {
                return;
            };
            match tokio::time::timeout(PATIENCE, notify(app, &notice)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::info!("no notification was shown: {error}"),
                Err(_) => tracing::info!("no notification was shown: the desktop took too long"),
            }
        });
    }
}

/// Makes one notice of several.
fn joined(mut notices: Vec<Notice>, several: Several) -> Option<Notice> {
    if notices.len() < 2 {
        return notices.pop();
    }
    let more = notices.len().saturating_sub(NAMED);
    let mut lines: Vec<String> = notices
        .iter()
        .take(NAMED)
        .map(|notice| notice.title.clone())
        .collect();
    if more > 0 {
        lines.push((several.more)(more));
    }
    Some(Notice {
        title: (several.title)(notices.len()),
        body: lines.join("\n"),
    })
}

/// The service of the desktop, as its specification describes it (version 1.2).
#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification has eight")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
}

/// Hands a notice to the desktop.
async fn notify(app: &str, notice: &Notice) -> zbus::Result<()> {
    let connection = zbus::Connection::session().await?;
    let desktop = NotificationsProxy::new(&connection).await?;
    let (title, body) = cleaned(notice);
    let hints = HashMap::from([("urgency", Value::U8(URGENT))]);
    let usual_time = -1;
    desktop
        .notify(app, 0, "", &title, &body, &[], hints, usual_time)
        .await?;
    Ok(())
}

/// Returns title and body as a desktop may show them.
fn cleaned(notice: &Notice) -> (String, String) {
    (
        text::line(&notice.title).into_owned(),
        without_markup(&text::printable(&notice.body)),
    )
}

/// Escapes what a desktop would take for markup: names come from devices.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
