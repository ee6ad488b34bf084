//! Maps of LEDs as people and generators write them.

/// All of them.
pub(super) fn files() -> Vec<Vec<u8>> {
    let ring = (0..24).map(|led| f64::from(led) * std::f64::consts::TAU / 24.0);
    let ring: String = ring
        .map(|angle| format!("{:.3},{:.3}\n", angle.sin(), angle.cos()))
        .collect();
    let files = [
        "{\"map\":[0,2,1,3]}",
        "{\"n\":\"my \\\"map\\\"\",\"width\":3,\"height\":2,\"map\":[\n0, 1, -1,\n-1, 3, 2]}",
        "{\"width\":2,\"height\":2\"map\":[\n00,\t01,\n-1,02,\n]}",
        "{\"map\":[[0,1,null],[4,3,65535]],\"x\":{\"y\":[[[{}]]]}}",
        "[[0,1],[3,2]]",
        "[1,1,-1,0,1,1]",
        "[-1,1,1,-1\n,1,1,1,1\n,-1,1,0,-1]",
        "[\n  [0,0], \n  [10,0],\n  [10,10],\n]",
        "[[0.0,0.0,0.5],[0.5,0.25,0.2],null,[1.0,0.5,0.1]]",
        "[12, 40, 300]\n[20, 41, 280]\n(31, 44, 260)\n",
        "{\"0\":[0,0,0],\"2\":[1,0,5],\"3\":[1,1,9]}",
        "[{\"index\":1,\"x\":12,\"z\":300},{\"index\":0,\"position\":{\"x\":0,\"y\":\"1\"}}]",
        "[{\"point\":[0,0,0]},{\"line\":[[0,0,0],[1,1,1]]},null]",
        "{\"map\":{\"a\":{\"x\":[0,1],\"y\":[0,2],\"diameter\":0.5},\"b\":{\"x\":[0],\"y\":[1]}}}",
        "<?xml version=\"1.0\"?>\n<custommodel name=\"Small\" parm1=\"4\" parm2=\"3\" CustomModel=\",1,,;4,,2,;,3,,|,,5\"/>",
        "<models><model DisplayAs='Custom' name='a&amp;b' CustomModelCompressed='1,0,1;2,1,2,1;'/><model name='b' CustomModel='1,2'/><model DisplayAs='Arches'/></models>",
        "\"0,5\",\"1\"\n\"2\",\"0,25\"\n",
        "0,1,2,3\n1,4,5,6\n",
        "0,0\n1,0\n1,1\n0,1\n",
        "x,y,z\n0,0,0\n1.5,0,-2e3\n.5,3,1\n",
        "sep=;\n\"X (mm)\";\"Y (mm)\"\n0;0\n2,5;0\n2,5;2,5\n;\n0;2,5\n",
        "# measured\n\n0\t0\t\n10\t0\t\n10\t10\t\n",
        "  0   0\n  1e1 0\n  1e1 1e1\n",
        "led,y,x\n1,0,0\n2,0,1\n4,1,0\n3,1,1\n",
        ring.as_str(),
    ];
    files.iter().map(|file| file.as_bytes().to_vec()).collect()
}
