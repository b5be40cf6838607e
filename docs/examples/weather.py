"""Makes a tensor of vega-datasets' weather.csv: python3 weather.py CSV NPZ.

Rows are the years 2012 to 2015 of Seattle and New York, samples their first 365 days, columns what was measured.
"""

import csv
import datetime
import sys

import numpy as np

COLUMNS = ["temp_max", "temp_min", "wind", "precipitation"]

source, target = sys.argv[1:]
with open(source, newline="") as file:
    days = list(csv.DictReader(file))
rows = sorted({(day["location"], day["date"][:4]) for day in days})
x = np.full((len(rows), 365, len(COLUMNS)), np.nan)
for day in days:
    date = datetime.date.fromisoformat(day["date"])
    number = date.timetuple().tm_yday - 1
    if number < 365:
        row = rows.index((day["location"], day["date"][:4]))
        x[row, number] = [float(day[column]) for column in COLUMNS]
# Most days are dry and a few are very wet: roots are nearer to what models take errors for.
x[..., COLUMNS.index("precipitation")] **= 0.5
np.savez(target, x=x, columns=np.array(COLUMNS))
print(f"{target}: {x.shape}, {np.isnan(x).mean():.1%} missing")
