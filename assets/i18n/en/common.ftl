# Words used everywhere.
list-separator = { ", " }
fact-and-remedy = { $fact }. { $remedy }
