"""Timetable: which session takes place where and when."""

from grono.engines.timetable.checker import check as check
from grono.engines.timetable.problem import Problem as Problem
from grono.engines.timetable.problem import Solution as Solution
from grono.engines.timetable.solver import solve as solve
