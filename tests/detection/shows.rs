//! Animations as people put on strips and matrices, made up: what a headerless file of each size would hold. Two sets of
//! kinds that have nothing in common: [`TUNED`] may be looked at while detection is worked on, [`HELD_OUT`] is only scored.

use fastrand::Rng;
use upload_bridge::pattern::{Matrix, Wiring};

/// Draws cell `(x, y)` of frame `k`.
pub type Draw = Box<dyn FnMut(usize, usize, usize) -> [u8; 3]>;

/// A kind of animation: its name, whether it needs a matrix, and what draws it for a size.
pub struct Kind {
    pub name: &'static str,
    pub flat: bool,
    pub draw: fn(usize, usize, usize, &mut Rng) -> Draw,
}

/// A file and what it holds.
pub struct Show {
    pub kind: &'static str,
    pub w: usize,
    pub h: usize,
    pub frames: usize,
    pub rgb: Vec<u8>,
}

impl Show {
    pub fn leds(&self) -> usize {
        self.w * self.h
    }
}

/// One show for every kind and size that go together, each with a number of frames and a wiring of its own.
pub fn shows(kinds: &[Kind], sizes: &[(usize, usize)], seed: u64) -> Vec<Show> {
    let mut random = Rng::with_seed(seed);
    let counts = [24, 30, 36, 40, 48, 50, 60, 75, 90, 100, 120, 37, 64, 134];
    let mut made = Vec::new();
    for kind in kinds {
        for &(w, h) in sizes.iter().filter(|&&(_, h)| h == 1 || kind.flat) {
            let frames = counts[random.usize(..counts.len())];
            let mut draw = (kind.draw)(w, h, frames, &mut random);
            let wiring = Wiring::all().nth(random.usize(..16)).unwrap();
            let cells = match h {
                1 => (0..w).collect(),
                _ => wiring.cells(Matrix::new(w as u16, h as u16).unwrap()),
            };
            let mut rgb = Vec::with_capacity(w * h * frames * 3);
            for k in 0..frames {
                let picture: Vec<[u8; 3]> =
                    (0..w * h).map(|cell| draw(k, cell % w, cell / w)).collect();
                rgb.extend(cells.iter().flat_map(|&cell| picture[cell]));
            }
            made.push(Show {
                kind: kind.name,
                w,
                h,
                frames,
                rgb,
            });
        }
    }
    made
}

/// A colour of the rainbow.
fn hue(turn: f32) -> [u8; 3] {
    let channel = |offset: f32| {
        let place = (turn + offset).rem_euclid(1.0) * 6.0;
        (255.0 * (2.0 - (place - 3.0).abs()).clamp(0.0, 1.0)) as u8
    };
    [
        channel(0.5),
        channel(0.5 - 1.0 / 3.0),
        channel(0.5 + 1.0 / 3.0),
    ]
}

fn scale([r, g, b]: [u8; 3], by: f32) -> [u8; 3] {
    [r, g, b].map(|c| (f32::from(c) * by.clamp(0.0, 1.0)) as u8)
}

fn colour(random: &mut Rng) -> [u8; 3] {
    hue(random.f32())
}

const BLACK: [u8; 3] = [0; 3];

/// Kinds that may be looked at.
pub const TUNED: &[Kind] = &[
    Kind {
        name: "runner",
        flat: false,
        draw: |w, _, _, random| {
            let c = colour(random);
            let tail = 1 + random.usize(..6);
            Box::new(move |k, x, _| if (x + w - k % w) % w < tail { c } else { BLACK })
        },
    },
    Kind {
        name: "rainbow",
        flat: false,
        draw: |w, _, frames, _| {
            Box::new(move |k, x, _| hue(x as f32 / w as f32 + k as f32 / frames as f32))
        },
    },
    Kind {
        name: "breathe",
        flat: true,
        draw: |_, _, _, random| {
            let c = colour(random);
            Box::new(move |k, _, _| scale(c, 0.5 + 0.5 * (k as f32 * 0.15).sin()))
        },
    },
    Kind {
        name: "twinkle",
        flat: true,
        draw: |w, h, frames, random| {
            let mut rng = random.fork();
            let mut level = vec![0_u8; w * h];
            let mut now = usize::MAX;
            let _ = frames;
            Box::new(move |k, x, y| {
                if now != k {
                    now = k;
                    level.iter_mut().for_each(|l| {
                        *l = if rng.f32() < 0.04 {
                            255
                        } else {
                            l.saturating_sub(25)
                        }
                    });
                }
                [level[y * w + x]; 3]
            })
        },
    },
    Kind {
        name: "fill",
        flat: false,
        draw: |w, _, _, random| {
            let c = colour(random);
            Box::new(move |k, x, _| if x <= k % (w + 5) { c } else { BLACK })
        },
    },
    Kind {
        name: "columns",
        flat: true,
        draw: |w, _, _, _| {
            Box::new(move |k, x, _| {
                if k % w == x {
                    hue(k as f32 / 7.0)
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "plasma",
        flat: true,
        draw: |w, h, frames, _| {
            Box::new(move |k, x, y| {
                let fx = x as f32 / w as f32;
                let fy = y as f32 / h as f32;
                let t = k as f32 / frames as f32 * std::f32::consts::TAU;
                hue(0.5 + 0.25 * (fx * 6.0 + t).sin() + 0.25 * (fy * 5.0 - t).cos())
            })
        },
    },
    Kind {
        name: "letters",
        flat: true,
        draw: |w, h, frames, random| {
            let columns: Vec<Vec<bool>> = (0..w + frames)
                .map(|n| (0..h).map(|_| n % 6 != 5 && random.bool()).collect())
                .collect();
            let c = colour(random);
            Box::new(move |k, x, y| if columns[x + k][y] { c } else { BLACK })
        },
    },
    Kind {
        name: "theatre",
        flat: false,
        draw: |_, _, _, random| {
            let c = colour(random);
            Box::new(move |k, x, _| if (x + k / 3) % 3 == 0 { c } else { BLACK })
        },
    },
    Kind {
        name: "checkers",
        flat: true,
        draw: |_, _, _, random| {
            let a = colour(random);
            let b = colour(random);
            Box::new(move |k, x, y| {
                if (x / 2 + y / 2 + k / 5) % 2 == 0 {
                    a
                } else {
                    b
                }
            })
        },
    },
    Kind {
        name: "pictures",
        flat: true,
        draw: |w, h, frames, random| {
            let slides: Vec<Vec<[u8; 3]>> = (0..frames.div_ceil(10))
                .map(|_| {
                    let a = colour(random);
                    let b = colour(random);
                    let cx = random.usize(..w);
                    let cy = random.usize(..h);
                    let r = 1 + random.usize(..h.max(2));
                    (0..w * h)
                        .map(|cell| {
                            if (cell % w).abs_diff(cx).pow(2) + (cell / w).abs_diff(cy).pow(2)
                                < r * r
                            {
                                a
                            } else {
                                scale(b, 0.2)
                            }
                        })
                        .collect()
                })
                .collect();
            Box::new(move |k, x, y| slides[k / 10][y * w + x])
        },
    },
];

/// Kinds that are only scored.
pub const HELD_OUT: &[Kind] = &[
    Kind {
        name: "comet to and fro",
        flat: false,
        draw: |w, _, _, random| {
            let c = colour(random);
            Box::new(move |k, x, _| {
                let turn = k % (2 * w - 2).max(1);
                let (head, back) = if turn < w {
                    (turn, false)
                } else {
                    (2 * w - 2 - turn, true)
                };
                let behind = if back {
                    x as isize - head as isize
                } else {
                    head as isize - x as isize
                };
                if (0..8).contains(&behind) {
                    scale(c, 0.6_f32.powi(behind as i32))
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "fire",
        flat: true,
        draw: |w, h, _, random| {
            let mut rng = random.fork();
            let mut heat = vec![0.0_f32; w * (h + 1)];
            let mut now = usize::MAX;
            Box::new(move |k, x, y| {
                if now != k {
                    now = k;
                    for column in 0..w {
                        heat[h * w + column] = rng.f32();
                        for row in 0..h {
                            let below = |at: usize| heat[(row + 1) * w + at];
                            let sum = below(column)
                                + below((column + 1) % w)
                                + below((column + w - 1) % w);
                            heat[row * w + column] = (sum / 3.0 - 0.4 / h as f32).max(0.0);
                        }
                    }
                }
                let t = heat[y * w + x];
                [
                    (255.0 * (t * 3.0).min(1.0)) as u8,
                    (255.0 * (t * 3.0 - 1.0).clamp(0.0, 1.0)) as u8,
                    0,
                ]
            })
        },
    },
    Kind {
        name: "rain",
        flat: true,
        draw: |w, h, _, random| {
            let drops: Vec<(usize, usize)> = (0..w)
                .map(|_| (random.usize(..h + 6), 1 + random.usize(..3)))
                .collect();
            Box::new(move |k, x, y| {
                let (start, speed) = drops[x];
                let head = (start + k * speed / 2) % (h + 6);
                if head >= y && head - y < 3 {
                    [0, 60, 255 - 80 * (head - y) as u8]
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "ball",
        flat: true,
        draw: |w, h, _, random| {
            let c = colour(random);
            let fold = |n: usize, most: usize| {
                let turn = n % (2 * most).max(1);
                if turn < most { turn } else { 2 * most - turn }
            };
            Box::new(move |k, x, y| {
                let bx = fold(k, w - 1);
                let by = fold(k * 2 / 3, h - 1);
                if x.abs_diff(bx) + y.abs_diff(by) <= 1 {
                    c
                } else {
                    [0, 0, 8]
                }
            })
        },
    },
    Kind {
        name: "life",
        flat: true,
        draw: |w, h, _, random| {
            let mut cells = (0..w * h).map(|_| random.bool()).collect::<Vec<_>>();
            let mut now = 0;
            Box::new(move |k, x, y| {
                if now != k {
                    now = k;
                    cells = (0..w * h)
                        .map(|cell| {
                            let x = cell % w;
                            let y = cell / w;
                            let near = (0..9).filter(|&n| n != 4).filter(|n| {
                                cells[(y + h + n / 3 - 1) % h * w + (x + w + n % 3 - 1) % w]
                            });
                            matches!((cells[cell], near.count()), (true, 2 | 3) | (false, 3))
                        })
                        .collect();
                }
                if cells[y * w + x] {
                    [0, 180, 40]
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "bars",
        flat: true,
        draw: |w, h, frames, random| {
            let levels: Vec<Vec<f32>> = (0..w)
                .map(|_| {
                    let a = random.f32() * 0.5;
                    let b = random.f32() * 6.0;
                    (0..frames)
                        .map(|k| 0.5 + 0.5 * (k as f32 * (0.1 + a) + b).sin())
                        .collect()
                })
                .collect();
            Box::new(move |k, x, y| {
                if (h - y) as f32 / h as f32 <= levels[x][k] {
                    [(255 * (h - y) / h) as u8, 120, 0]
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "flashes",
        flat: true,
        draw: |_, _, frames, random| {
            let colours: Vec<[u8; 3]> = (0..frames)
                .map(|_| {
                    if random.f32() < 0.3 {
                        colour(random)
                    } else {
                        BLACK
                    }
                })
                .collect();
            Box::new(move |k, _, _| colours[k])
        },
    },
    Kind {
        name: "fades",
        flat: false,
        draw: |w, _, frames, random| {
            let a = colour(random);
            let b = colour(random);
            Box::new(move |k, x, _| {
                let t = 0.5
                    + 0.5
                        * ((x as f32 / w as f32 + k as f32 / frames as f32 * 2.0)
                            * std::f32::consts::TAU)
                            .sin();
                [0, 1, 2].map(|i| (f32::from(a[i]) * t + f32::from(b[i]) * (1.0 - t)) as u8)
            })
        },
    },
    Kind {
        name: "spiral",
        flat: true,
        draw: |w, h, _, _| {
            let middle = (w as f32 / 2.0, h as f32 / 2.0);
            Box::new(move |k, x, y| {
                let dx = x as f32 - middle.0;
                let dy = y as f32 - middle.1;
                hue(dy.atan2(dx) / std::f32::consts::TAU + dx.hypot(dy) * 0.08 - k as f32 * 0.04)
            })
        },
    },
    Kind {
        name: "police",
        flat: false,
        draw: |w, _, _, _| {
            Box::new(move |k, x, _| match (x < w / 2, k / 4 % 4) {
                (true, 0) => [255, 0, 0],
                (false, 2) => [0, 0, 255],
                _ => BLACK,
            })
        },
    },
    Kind {
        name: "snake",
        flat: true,
        draw: |w, h, _, random| {
            let c = colour(random);
            Box::new(move |k, x, y| {
                let place = y * w + if y % 2 == 0 { x } else { w - 1 - x };
                let behind = (k + w * h - place) % (w * h);
                if behind < 9 {
                    scale(c, 1.0 - behind as f32 / 9.0)
                } else {
                    BLACK
                }
            })
        },
    },
    Kind {
        name: "wave",
        flat: true,
        draw: |w, h, _, _| {
            Box::new(move |k, x, y| {
                let middle = (h as f32 - 1.0) / 2.0
                    * (1.0 + ((x as f32 / w as f32) * 6.3 + k as f32 * 0.2).sin());
                let near = 1.0 - (middle - y as f32).abs();
                scale([0, 200, 255], near)
            })
        },
    },
    Kind {
        name: "blocks turn",
        flat: false,
        draw: |_, _, _, random| {
            let colours: Vec<[u8; 3]> = (0..5).map(|_| colour(random)).collect();
            Box::new(move |k, x, _| colours[(x / 6 + k / 2) % 5])
        },
    },
    Kind {
        name: "sparks on blue",
        flat: true,
        draw: |_, _, _, random| {
            let mut rng = random.fork();
            Box::new(move |_, _, _| {
                if rng.f32() < 0.03 {
                    [255; 3]
                } else {
                    [0, 0, 40]
                }
            })
        },
    },
    Kind {
        name: "wipe, each frame twice",
        flat: true,
        draw: |w, h, _, _| {
            Box::new(move |k, x, y| {
                if x * h + y <= (k / 2) % (w * h) {
                    hue(y as f32 / h as f32)
                } else {
                    BLACK
                }
            })
        },
    },
];
