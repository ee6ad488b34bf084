RED = (255, 0, 0)
GREEN = (0, 255, 0)
BLUE = (0, 0, 255)
OFF = (0, 0, 0)

flag = [RED, GREEN, BLUE,
        OFF, RED, GREEN]
