from microbit import *

boat = Image("90009:"
             "09990:"
             "00900:"
             "05550:"
             "12345")
display.show(boat)
