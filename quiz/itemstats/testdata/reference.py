"""A second computation of every figure of package itemstats.

Written from the sources named in doc.go, not from the Go code: exact fractions
throughout, and roots to 60 digits at the very end. It makes cases.json (made-up
sittings, from a small generator below, so nobody's answers are in it) and
expected.json (the figures, 17 digits). The tests read both files and need no
Python:

    python3 reference.py        # in this folder; writes both files
"""
import json
from decimal import Decimal, getcontext
from fractions import Fraction as F

getcontext().prec = 60


class Lcg:
    """MINSTD: the same sittings on every machine."""

    def __init__(self, seed):
        self.s = seed

    def next(self, n):
        self.s = self.s * 48271 % 2147483647
        return self.s % n


def dec(f):
    return Decimal(f.numerator) / Decimal(f.denominator)


def root(f):
    return dec(f).sqrt()


def num(v):
    if v is None:
        return None
    return float(dec(v)) if isinstance(v, F) else float(v)


# --- definitions ----------------------------------------------------------

def avg(v):
    return sum(v, F(0)) / len(v)


def cov(a, b):  # shortcut form: (Σab − ΣaΣb/n) / (n − 1)
    n = len(a)
    if n < 2:
        return None
    return (sum((x * y for x, y in zip(a, b)), F(0)) - sum(a, F(0)) * sum(b, F(0)) / n) / (n - 1)


def corr(a, b):
    if len(a) < 2 or cov(a, a) == 0 or cov(b, b) == 0:
        return None
    return dec(cov(a, b)) / root(cov(a, a) * cov(b, b))


def sd(v):
    return None if len(v) < 2 else root(cov(v, v))


def k_stats(v):
    """Fisher's k-statistics from power sums, another way than central moments."""
    n = len(v)
    s1, s2, s3, s4 = (sum((x ** k for x in v), F(0)) for k in (1, 2, 3, 4))
    k2 = (n * s2 - s1 ** 2) / (n * (n - 1)) if n > 1 else None
    k3 = (2 * s1 ** 3 - 3 * n * s1 * s2 + n ** 2 * s3) / (n * (n - 1) * (n - 2)) if n > 2 else None
    k4 = None
    if n > 3:
        k4 = (-6 * s1 ** 4 + 12 * n * s1 ** 2 * s2 - 3 * n * (n - 1) * s2 ** 2
              - 4 * n * (n + 1) * s1 * s3 + n ** 2 * (n + 1) * s4) / (n * (n - 1) * (n - 2) * (n - 3))
    return k2, k3, k4


def share_in_group(totals, best):
    """How much of each sitting is among the 27 % at one end; ties share."""
    n = len(totals)
    size = max(1, (27 * n + 50) // 100)
    order = sorted(totals, reverse=best)
    border = order[size - 1]
    beyond = sum(1 for t in totals if (t > border if best else t < border))
    same = sum(1 for t in totals if t == border)
    out = []
    for t in totals:
        if t == border:
            out.append(F(size - beyond, same))
        else:
            out.append(F(1) if (t > border if best else t < border) else F(0))
    return out, size


def weighted(v, w, size):
    return sum((x * y for x, y in zip(v, w)), F(0)) / size


# --- analysis -------------------------------------------------------------

def analyse(case):
    sittings = case["sittings"]
    if not sittings:
        return {"test": {"n": 0}, "items": [{"n": 0} for _ in case["items"]]}
    papers = [sum(m["max"] for m in s) for s in sittings]
    total = [F(sum(m["score"] for m in s), p) for s, p in zip(sittings, papers)]
    n = len(sittings)
    test = {"n": n, "mean": num(avg(total)), "sd": num(sd(total))}
    o = sorted(total)
    test["median"] = num((o[(n - 1) // 2] + o[n // 2]) / 2)
    k2, k3, k4 = k_stats(total)
    test["skewness"] = float(dec(k3) / (root(k2) * dec(k2))) if k3 is not None and k2 else None
    test["kurtosis"] = num(k4 / k2 ** 2) if k4 is not None and k2 else None

    # reliability
    same = all(sorted(m["item"] for m in s) == sorted(m["item"] for m in sittings[0]) for s in sittings)
    test["basis"] = "items" if same else "places"
    columns = []
    if same:
        for m0 in sittings[0]:
            columns.append([F(next(m for m in s if m["item"] == m0["item"])["score"], p) for s, p in zip(sittings, papers)])
    elif len({len(s) for s in sittings}) == 1:
        for place in range(len(sittings[0])):
            columns.append([F(s[place]["score"], p) for s, p in zip(sittings, papers)])
    k = len(columns)
    test["parts"] = k
    test["alpha"] = test["kr20"] = test["sem"] = None
    if k > 1 and n > 1 and cov(total, total) != 0:
        a = F(k, k - 1) * (1 - sum((cov(c, c) for c in columns), F(0)) / cov(total, total))
        test["alpha"] = num(a)
        test["sem"] = float(root(cov(total, total) * (1 - a)))
        marks = [m for s in sittings for m in s]
        if len({m["max"] for m in marks}) == 1 and all(m["score"] in (0, m["max"]) for m in marks):
            size = marks[0]["max"]
            right = [F(sum(m["score"] for m in s), size) for s in sittings]
            pq = F(0)
            for c in range(k):
                if same:
                    hits = sum(1 for s in sittings if next(m for m in s if m["item"] == sittings[0][c]["item"])["score"] == size)
                else:
                    hits = sum(1 for s in sittings if s[c]["score"] == size)
                pq += F(hits, n) * F(n - hits, n)
            var = avg([r ** 2 for r in right]) - avg(right) ** 2
            test["kr20"] = num(F(k, k - 1) * (1 - pq / var))

    # items
    rows, roots = [], []
    for i, item in enumerate(case["items"]):
        had = [(m, p, t) for s, p, t in zip(sittings, papers, total) for m in s if m["item"] == i]
        if not had:
            rows.append({"n": 0})
            roots.append((None, 0))
            continue
        x = [F(m["score"], p) for m, p, _ in had]
        share = [F(m["score"], m["max"]) for m, p, _ in had]
        tot = [t for _, _, t in had]
        rest = [t - v for t, v in zip(tot, x)]
        row = {"n": len(had), "facility": num(avg(share)), "sd": num(sd(share)),
               "intended_weight": num(avg([F(m["max"], p) for m, p, _ in had])),
               "discrimination": num(corr(x, rest)), "point_biserial": num(corr(x, tot))}
        most = cov(sorted(x), sorted(rest))
        row["efficiency"] = num(cov(x, rest) / most) if most else None
        up, size = share_in_group(tot, True)
        low, _ = share_in_group(tot, False)
        row["upper_lower"] = num(weighted(share, up, size) - weighted(share, low, size)) if len(had) > 3 else None
        row["omitted"] = sum(1 for m, _, _ in had if not m["chosen"])
        row["options"] = []
        for option in item["options"]:
            took = [F(1) if option["id"] in m["chosen"] else F(0) for m, _, _ in had]
            row["options"].append({"id": option["id"], "n": int(sum(took)), "share": num(avg(took)),
                                   "discrimination": num(corr(took, rest)),
                                   "upper": num(weighted(took, up, size)), "lower": num(weighted(took, low, size))})
        rows.append(row)
        roots.append((cov(x, tot), len(had)))
    whole = sum((root(c) * count / n for c, count in roots if c is not None and c > 0), Decimal(0))
    for row, (c, count) in zip(rows, roots):
        if row["n"]:
            row["effective_weight"] = float(root(c) / whole) if c is not None and c >= 0 and whole else None
    return {"test": test, "items": rows}


# --- made-up sittings -----------------------------------------------------

def choice(r, item, skill):
    ids = [o["id"] for o in item["options"]]
    if r.next(100) < 4:
        return []
    if r.next(100) < skill:
        return [o["id"] for o in item["options"] if o["right"]]
    return [ids[r.next(len(ids))]]


def make(seed, learners, items, draw=None, maxima=(100000,), partial=False, hostile=None, length=None):
    r = Lcg(seed)
    bank = [{"options": [{"id": f"o{o}", "right": o == i % 3} for o in range(2 + i % 4)]} for i in range(items)]
    for b in bank:  # two options: the right one is one of the two
        if not any(o["right"] for o in b["options"]):
            b["options"][0]["right"] = True
    sittings = []
    for _ in range(learners):
        skill = 20 + r.next(75)
        chosen = list(range(items))
        if draw:
            for a in range(items - 1, 0, -1):
                b = r.next(a + 1)
                chosen[a], chosen[b] = chosen[b], chosen[a]
            chosen = chosen[:draw + (r.next(2) if length == "mixed" else 0)]
        s = []
        for i in chosen:
            most = maxima[i % len(maxima)]
            c = choice(r, bank[i], 100 - skill if i == hostile else skill)
            right = [o["id"] for o in bank[i]["options"] if o["right"]]
            score = most if c == right else 0
            if partial and c and not score:
                score = most * (r.next(7) - 2) // 7
            s.append({"item": i, "score": score, "max": most, "chosen": c})
        sittings.append(s)
    return {"items": bank, "sittings": sittings}


CASES = {
    "one paper, all or nothing": make(11, 60, 10),
    "one item against the rest": make(12, 47, 8, hostile=3),
    "weights and partial credit": make(13, 53, 9, maxima=(100000, 250000, 50000), partial=True),
    "drawn from a pool": make(14, 200, 20, draw=8),
    "drawn, weights, partial credit": make(15, 90, 15, draw=6, maxima=(100000, 300000), partial=True),
    "papers of different length": make(16, 40, 12, draw=5, length="mixed"),
    "five sittings": make(17, 5, 4),
    "three sittings": make(18, 3, 4),
    "two sittings": make(19, 2, 3),
    "one sitting": make(20, 1, 5),
    "no sitting": make(21, 0, 2),
    "one item": make(22, 30, 1),
    "nobody differs": {"items": [{"options": []}] * 3, "sittings": [
        [{"item": i, "score": 100000 if i else 0, "max": 100000, "chosen": []} for i in range(3)]] * 12},
    "larger": make(23, 150, 16),
}

if __name__ == "__main__":
    with open("cases.json", "w") as f:
        # a mark is [item, score, max, chosen]; one sitting a line
        short = {k: {"items": [[[o["id"], o["right"]] for o in i["options"]] for i in c["items"]],
                     "sittings": [[[m["item"], m["score"], m["max"], m["chosen"]] for m in s] for s in c["sittings"]]}
                 for k, c in CASES.items()}
        f.write(json.dumps(short, separators=(",", ":")).replace("]]],", "]]],\n") + "\n")
    with open("expected.json", "w") as f:
        f.write(json.dumps({k: analyse(c) for k, c in CASES.items()}, separators=(",", ":")).replace("},", "},\n"))
        f.write("\n")
