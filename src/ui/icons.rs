//! The icons as characters of the embedded icon font: a subset of Lucide (ISC, see `assets/fonts`).
//! Widgets take such a `char` and draw it with [`super::text::icon`]; code points are Lucide's own.

/// Lucide `activity`: Health.
pub const ACTIVITY: char = '\u{E038}';
/// Lucide `ban`: cancelled; isolate a device.
pub const BAN: char = '\u{E051}';
/// Lucide `bell`: notifications.
pub const BELL: char = '\u{E059}';
/// Lucide `check`: a tick; already there.
pub const CHECK: char = '\u{E06C}';
/// Lucide `chevron-down`: opens downwards.
pub const CHEVRON_DOWN: char = '\u{E06D}';
/// Lucide `chevron-left`: back.
pub const CHEVRON_LEFT: char = '\u{E06E}';
/// Lucide `chevron-right`: forward.
pub const CHEVRON_RIGHT: char = '\u{E06F}';
/// Lucide `chevron-up`: opens upwards.
pub const CHEVRON_UP: char = '\u{E070}';
/// Lucide `circle-alert`: a warning about a device.
pub const CIRCLE_ALERT: char = '\u{E077}';
/// Lucide `circle-dashed`: sent, not verifiable.
pub const CIRCLE_DASHED: char = '\u{E4B0}';
/// Lucide `circle-pause`: the phase Paused.
pub const CIRCLE_PAUSE: char = '\u{E07F}';
/// Lucide `circle-question-mark`: Help.
pub const CIRCLE_QUESTION_MARK: char = '\u{E082}';
/// Lucide `circle-x`: the outcome Failed.
pub const CIRCLE_X: char = '\u{E084}';
/// Lucide `clipboard-paste`: paste a path.
pub const CLIPBOARD_PASTE: char = '\u{E3E8}';
/// Lucide `clock`: the phase Waiting.
pub const CLOCK: char = '\u{E087}';
/// Lucide `copy`: copy.
pub const COPY: char = '\u{E09E}';
/// Lucide `database`: storage.
pub const DATABASE: char = '\u{E0AD}';
/// Lucide `download`: download.
pub const DOWNLOAD: char = '\u{E0B2}';
/// Lucide `ellipsis`: more actions.
pub const ELLIPSIS: char = '\u{E0B6}';
/// Lucide `ethernet-port`: a wired device.
pub const ETHERNET_PORT: char = '\u{E620}';
/// Lucide `external-link`: opens in the browser.
pub const EXTERNAL_LINK: char = '\u{E0B9}';
/// Lucide `file-down`: export to a file.
pub const FILE_DOWN: char = '\u{E318}';
/// Lucide `folder`: a folder.
pub const FOLDER: char = '\u{E0D7}';
/// Lucide `folder-open`: open a file.
pub const FOLDER_OPEN: char = '\u{E247}';
/// Lucide `history`: History.
pub const HISTORY: char = '\u{E1F5}';
/// Lucide `info`: details.
pub const INFO: char = '\u{E0F9}';
/// Lucide `keyboard`: keyboard shortcuts.
pub const KEYBOARD: char = '\u{E284}';
/// Lucide `layers`: groups.
pub const LAYERS: char = '\u{E529}';
/// Lucide `library`: Library.
pub const LIBRARY: char = '\u{E100}';
/// Lucide `lightbulb`: identify a device by its LEDs.
pub const LIGHTBULB: char = '\u{E1C2}';
/// Lucide `link`: address.
pub const LINK: char = '\u{E102}';
/// Lucide `list-checks`: Uploads.
pub const LIST_CHECKS: char = '\u{E1D0}';
/// Lucide `loader-circle`: busy, drawn turning.
pub const LOADER_CIRCLE: char = '\u{E10A}';
/// Lucide `maximize`: fill the window.
pub const MAXIMIZE: char = '\u{E112}';
/// Lucide `minimize`: leave the full window.
pub const MINIMIZE: char = '\u{E11A}';
/// Lucide `minus`: remove.
pub const MINUS: char = '\u{E11C}';
/// Lucide `monitor`: follow the system.
pub const MONITOR: char = '\u{E11D}';
/// Lucide `moon`: dark theme.
pub const MOON: char = '\u{E11E}';
/// Lucide `network`: network.
pub const NETWORK: char = '\u{E125}';
/// Lucide `palette`: appearance.
pub const PALETTE: char = '\u{E1DD}';
/// Lucide `pause`: pause the preview.
pub const PAUSE: char = '\u{E12E}';
/// Lucide `pencil`: rename.
pub const PENCIL: char = '\u{E1F9}';
/// Lucide `pin`: a pinned device.
pub const PIN: char = '\u{E259}';
/// Lucide `play`: play; the outcome Playing.
pub const PLAY: char = '\u{E13C}';
/// Lucide `plus`: add.
pub const PLUS: char = '\u{E13D}';
/// Lucide `power`: start-up pattern.
pub const POWER: char = '\u{E140}';
/// Lucide `refresh-cw`: scan again.
pub const REFRESH_CW: char = '\u{E145}';
/// Lucide `repeat`: looping.
pub const REPEAT: char = '\u{E146}';
/// Lucide `rotate-cw`: retry.
pub const ROTATE_CW: char = '\u{E149}';
/// Lucide `router`: access point.
pub const ROUTER: char = '\u{E3BF}';
/// Lucide `scaling`: fit the pattern to a layout.
pub const SCALING: char = '\u{E2EC}';
/// Lucide `scan-search`: the phase Verifying.
pub const SCAN_SEARCH: char = '\u{E537}';
/// Lucide `search`: search.
pub const SEARCH: char = '\u{E151}';
/// Lucide `send`: Send, the paper plane.
pub const SEND: char = '\u{E152}';
/// Lucide `settings`: Settings.
pub const SETTINGS: char = '\u{E154}';
/// Lucide `shield-check`: the outcome Verified.
pub const SHIELD_CHECK: char = '\u{E1FF}';
/// Lucide `skip-back`: to the first frame.
pub const SKIP_BACK: char = '\u{E15F}';
/// Lucide `skip-forward`: to the last frame.
pub const SKIP_FORWARD: char = '\u{E160}';
/// Lucide `square`: stop.
pub const SQUARE: char = '\u{E167}';
/// Lucide `sun`: brightness.
pub const SUN: char = '\u{E178}';
/// Lucide `trash-2`: delete.
pub const TRASH_2: char = '\u{E18E}';
/// Lucide `triangle-alert`: a fleet fault.
pub const TRIANGLE_ALERT: char = '\u{E193}';
/// Lucide `undo-2`: reset to default.
pub const UNDO_2: char = '\u{E2A1}';
/// Lucide `upload`: the phase Sending.
pub const UPLOAD: char = '\u{E19E}';
/// Lucide `wifi`: wireless.
pub const WIFI: char = '\u{E1AE}';
/// Lucide `wifi-off`: offline.
pub const WIFI_OFF: char = '\u{E1AF}';
/// Lucide `x`: close, cancel.
pub const CLOSE: char = '\u{E1B2}';
/// Lucide `zap`: current.
pub const ZAP: char = '\u{E1B4}';

/// Every icon, so that a test can look each of them up in the font.
pub const ALL: &[char] = &[
    ACTIVITY,
    BAN,
    BELL,
    CHECK,
    CHEVRON_DOWN,
    CHEVRON_LEFT,
    CHEVRON_RIGHT,
    CHEVRON_UP,
    CIRCLE_ALERT,
    CIRCLE_DASHED,
    CIRCLE_PAUSE,
    CIRCLE_QUESTION_MARK,
    CIRCLE_X,
    CLIPBOARD_PASTE,
    CLOCK,
    COPY,
    DATABASE,
    DOWNLOAD,
    ELLIPSIS,
    ETHERNET_PORT,
    EXTERNAL_LINK,
    FILE_DOWN,
    FOLDER,
    FOLDER_OPEN,
    HISTORY,
    INFO,
    KEYBOARD,
    LAYERS,
    LIBRARY,
    LIGHTBULB,
    LINK,
    LIST_CHECKS,
    LOADER_CIRCLE,
    MAXIMIZE,
    MINIMIZE,
    MINUS,
    MONITOR,
    MOON,
    NETWORK,
    PALETTE,
    PAUSE,
    PENCIL,
    PIN,
    PLAY,
    PLUS,
    POWER,
    REFRESH_CW,
    REPEAT,
    ROTATE_CW,
    ROUTER,
    SCALING,
    SCAN_SEARCH,
    SEARCH,
    SEND,
    SETTINGS,
    SHIELD_CHECK,
    SKIP_BACK,
    SKIP_FORWARD,
    SQUARE,
    SUN,
    TRASH_2,
    TRIANGLE_ALERT,
    UNDO_2,
    UPLOAD,
    WIFI,
    WIFI_OFF,
    CLOSE,
    ZAP,
];
