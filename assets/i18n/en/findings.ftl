# What a device does not take of a pattern, or takes otherwise, and what makes it fit. Facts have no full stop.

finding-too-many-leds = Pattern has { $has } LEDs, device drives { $max }
finding-too-many-frames = Pattern has { $has } frames, device stores { $max }
finding-too-large = Pattern has { $has }, device takes { $max }
finding-no-space = Needs { $needs }, { $free } free
finding-current = Brightest frame draws { $current }
finding-dithered = Dithered in time
finding-dithered-slowly = Dithered in time at { $fps } frames/s
finding-long-frames = { $frames ->
         [one] 1 frame lasts
        *[other] { $frames } frames last
    } longer than 65.5 s
finding-dark-leds = { $dark } of { $leds } LEDs stay dark
finding-picture-options-ignored = Turn, mirror and line have no effect
finding-line-ignored = The line has no effect
finding-dimmed = { $frames ->
         [one] 1 of { $all } frames is
        *[other] { $frames } of { $all } frames are
    } dimmed
finding-bright-dimmed = Bright frames are dimmed
finding-frames-kept = { $kept } of { $all } frames are kept
finding-left-out = { $frames } left out: { $why }
finding-and = { $first }; { $then }
finding-why-still = you chose a still picture
finding-why-rate = you set at most { $fps } frames per second
finding-why-cut = you keep only the first frames
finding-why-equal = equal frames are merged
finding-why-equal-for = equal frames are merged, because { $demand }
finding-why-too-short = the device shows at most { $fps } frames per second
finding-merged-for-frames = the device takes at most { $max } frames
finding-merged-for-bytes = the device takes at most { $max }
finding-merged-for-space = the device has { $free } free

fewer-still = a still picture
fewer-rate = at most { $fps } per second
fewer-cut = only the first frames
fewer-equal = equal frames merged
fewer-equal-frames = equal frames merged for at most { $max }
fewer-equal-bytes = equal frames merged to fit { $max }

fix-crop = Crop to fit
fix-max-fps = Show { $fps } frames/s
fix-first-frames = { $frames ->
         [one] Keep the first frame
        *[other] Keep { $frames } frames
    }
fix-merge-equal = Merge equal frames
fix-dim = Dim to { $current }
fix-leds = Set to { $leds } LEDs
