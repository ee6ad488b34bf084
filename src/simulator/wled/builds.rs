//! [`Build`]: the differences between the simulated WLED releases, one constant each. All other files ask the build, never a
//! version number.

use std::time::Duration;

/// The dialect of `/edit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Editor {
    /// Up to 0.15: HTTP methods, and a key of the query.
    Verbs,
    /// From 16.0: `func=` and `path=`.
    Functions,
}

/// What happens to a request while another one uses the JSON buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contention {
    /// 0.13: it gets no reply.
    Silence,
    /// 0.15: 503 and error 3.
    Refuse,
    /// 16.x: it waits.
    Park,
}

/// One release on one kind of chip.
#[derive(Debug)]
pub(super) struct Build {
    pub(super) version: &'static str,
    /// Build number, YYMMDDb.
    pub(super) vid: u32,
    /// Code name, from 0.15.
    pub(super) codename: Option<&'static str>,
    /// Name of the release binary, from 0.15.
    pub(super) release: Option<&'static str>,
    pub(super) arch: &'static str,
    pub(super) core: &'static str,
    /// Node type of the UDP beacon (NodeStruct.h).
    pub(super) node_type: u8,
    /// Free heap of an idle device in bytes.
    pub(super) heap: u64,
    /// File system in bytes.
    pub(super) disk: u64,
    /// Block of the file system in bytes: every file takes whole ones.
    pub(super) block: u64,
    /// Name of effect 53.
    pub(super) effect_53: &'static str,
    /// Whether effect 53 plays GIF files.
    pub(super) plays_gif: bool,
    pub(super) editor: Editor,
    pub(super) contention: Contention,
    /// Whether `/upload` adds a slash before a name without one.
    pub(super) adds_slash: bool,
    /// Whether `fs.u` is updated after an upload.
    pub(super) fresh_usage: bool,
    /// Whether a settings PIN exists (0.14); before, only OTA updates and uploads can be locked.
    pub(super) has_pin: bool,
    /// Maximum connections at once, if limited; above it the reply is the malformed 503.
    pub(super) max_connections: Option<usize>,
    /// Maximum segments.
    pub(super) max_segments: usize,
    /// Maximum length of a segment name, and so of the name of a file that can be played.
    pub(super) max_name: usize,
    /// Maximum JSON values of a body: the parser's memory divided by 16 bytes.
    pub(super) max_values: usize,
    /// Maximum colours of a live view; of more LEDs only every n-th is sent.
    pub(super) live_leds: usize,
    /// Maximum message on the WebSocket in bytes.
    pub(super) max_message: usize,
    /// Maximum WebSockets; one more closes the oldest (`DEFAULT_MAX_WS_CLIENTS`).
    pub(super) max_sockets: usize,
    /// Reply to a restored configuration.
    pub(super) restored: &'static str,
    /// Segment fields that this release does not have yet.
    pub(super) lacks: &'static [&'static str],
}

/// Frame time of the strip: 42 per second, in whole milliseconds as the firmware counts.
pub(super) const STRIP_FRAME: Duration = Duration::from_millis(24);

/// WLED 16 on an ESP32 with 4 MB of flash.
pub(super) const V16: Build = Build {
    version: "16.0.1",
    vid: 2_606_300,
    codename: Some("Niji"),
    release: Some("ESP32"),
    arch: "esp32",
    core: "4.4.8.240628",
    node_type: 32,
    heap: 150_000,
    disk: 983_040,
    block: 4096,
    effect_53: "Image",
    plays_gif: true,
    editor: Editor::Functions,
    contention: Contention::Park,
    adds_slash: true,
    fresh_usage: true,
    has_pin: true,
    max_connections: Some(6),
    max_segments: 32,
    max_name: 64,
    max_values: 32_767 / 16,
    live_leds: 1024,
    max_message: 1428,
    max_sockets: 8,
    restored: "Config restore ok.\nRebooting...",
    lacks: &[],
};

/// WLED 0.15 on an ESP32: no Image effect, the old editor.
pub(super) const V15: Build = Build {
    version: "0.15.3",
    vid: 2_508_020,
    codename: Some("K\u{14d}sen"),
    core: "v3.3.6-16-gcc5440f6a2",
    heap: 180_000,
    effect_53: "RSVD",
    plays_gif: false,
    editor: Editor::Verbs,
    contention: Contention::Refuse,
    fresh_usage: false,
    max_connections: None,
    max_name: 32,
    restored: "Configuration restore successful.\nRebooting...",
    lacks: &["lc", "bm"],
    ..V16
};

/// WLED 0.13 on an ESP8266: no PIN, no slash added, 53 is another effect.
pub(super) const V13: Build = Build {
    version: "0.13.3",
    vid: 2_208_222,
    codename: None,
    release: None,
    arch: "esp8266",
    core: "2_7_4_7",
    node_type: 82,
    heap: 19_000,
    disk: 1_024_000,
    block: 8192,
    effect_53: "Halloween",
    contention: Contention::Silence,
    adds_slash: false,
    has_pin: false,
    max_segments: 16,
    max_values: 10_240 / 16,
    live_leds: 256,
    max_message: 528,
    max_sockets: 3,
    lacks: &[
        "set", "c1", "c2", "c3", "o1", "o2", "o3", "si", "m12", "lc", "bm",
    ],
    ..V15
};

impl Build {
    /// Names of the effects; the index is the id. These are the effects of every build; the audio and 2D effects after them are
    /// left out, as in a build without them.
    pub(super) fn effects(&self) -> Vec<&'static str> {
        EFFECTS
            .split(',')
            .enumerate()
            .map(|(id, name)| if id == 53 { self.effect_53 } else { name })
            .collect()
    }

    /// Names of the palettes.
    pub(super) fn palettes() -> Vec<&'static str> {
        PALETTES.split(',').collect()
    }

    /// Whether sync is received by groups; older releases have a switch for it.
    pub(super) fn receives_by_groups(&self) -> bool {
        self.codename.is_some()
    }

    /// Whether the WebSocket sends pixels and the state has `bs`, `cpalmax` and the like.
    pub(super) fn is_16(&self) -> bool {
        self.editor == Editor::Functions
    }
}

const EFFECTS: &str = "Solid,Blink,Breathe,Wipe,Wipe Random,Random Colors,Sweep,Dynamic,Colorloop,Rainbow,Scan,\
Scan Dual,Fade,Theater,Theater Rainbow,Running,Saw,Twinkle,Dissolve,Dissolve Rnd,Sparkle,Sparkle Dark,Sparkle+,Strobe,\
Strobe Rainbow,Strobe Mega,Blink Rainbow,Android,Chase,Chase Random,Chase Rainbow,Chase Flash,Chase Flash Rnd,\
Rainbow Runner,Colorful,Traffic Light,Sweep Random,Chase 2,Aurora,Stream,Scanner,Lighthouse,Fireworks,Rain,Tetrix,\
Fire Flicker,Gradient,Loading,Rolling Balls,Fairy,Two Dots,Fairytwinkle,Running Dual,RSVD,Chase 3,Tri Wipe,Tri Fade,\
Lightning,ICU,Multi Comet,Scanner Dual,Stream 2,Oscillate,Pride 2015,Juggle,Palette,Fire 2012,Colorwaves,Bpm,Fill Noise,\
Noise 1,Noise 2,Noise 3,Noise 4,Colortwinkles,Lake,Meteor,Meteor Smooth,Railway,Ripple,Twinklefox,Twinklecat,\
Halloween Eyes,Solid Pattern,Solid Pattern Tri,Spots,Spots Fade,Glitter,Candle,Fireworks Starburst,Fireworks 1D,\
Bouncing Balls,Sinelon,Sinelon Dual,Sinelon Rainbow,Popcorn,Drip,Plasma,Percent,Ripple Rainbow,Heartbeat,Pacifica,\
Candle Multi,Solid Glitter,Sunrise,Phased,Twinkleup,Noise Pal,Sine,Phased Noise,Flow,Chunchun,Dancing Shadows,\
Washing Machine,RSVD,Blends,TV Simulator,Dynamic Smooth";

const PALETTES: &str = "Default,* Random Cycle,* Color 1,* Colors 1&2,* Color Gradient,* Colors Only,Party,Cloud,Lava,\
Ocean,Forest,Rainbow,Rainbow Bands,Sunset,Rivendell,Breeze,Red & Blue,Yellowout,Analogous,Splash,Pastel,Sunset 2,Beach,\
Vintage,Departure,Landscape,Beech,Sherbet,Hult,Hult 64,Drywet,Jul,Grintage,Rewhi,Tertiary,Fire,Icefire,Cyane,Light Pink,\
Autumn,Magenta,Magred,Yelmag,Yelblu,Orange & Teal,Tiamat,April Night,Orangery,C9,Sakura,Aurora,Atlantica";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effect_53_is_image_only_where_gifs_play() {
        for build in [&V16, &V15, &V13] {
            let effects = build.effects();
            assert_eq!(effects.len(), 118);
            assert_eq!(
                effects.iter().position(|name| *name == "Image"),
                build.plays_gif.then_some(53)
            );
            assert_eq!((effects[0], effects[117]), ("Solid", "Dynamic Smooth"));
        }
        assert_eq!(V13.effects()[53], "Halloween");
    }
}
