# pattern
