from sense_hat import SenseHat
s = SenseHat()
r = (255, 0, 0)
k = (0, 0, 0)

beat0 = [
k, r, r, k, k, r, r, k,
r, r, r, r, r, r, r, r,
r, r, r, r, r, r, r, r,
r, r, r, r, r, r, r, r,
k, r, r, r, r, r, r, k,
k, k, r, r, r, r, k, k,
k, k, k, r, r, k, k, k,
r, k, k, k, k, k, k, k,
]

beat1 = [
k, r, r, k, k, r, r, k,
r, r, r, r, r, r, r, r,
r, r, r, r, r, r, r, r,
r, r, r, r, r, r, r, r,
k, r, r, r, r, r, r, k,
k, k, r, r, r, r, k, k,
k, k, k, r, r, k, k, k,
k, k, k, k, k, k, k, r,
]

while True:
    s.set_pixels(beat0)
    s.set_pixels(beat1)
