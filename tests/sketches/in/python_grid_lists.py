import numpy as np

picture = np.array([
    [[255, 0, 0], [0, 255, 0], [0, 0, 255]],
    [[255, 255, 255], [0, 0, 0], [255, 255, 0]],
], dtype=np.uint8)
