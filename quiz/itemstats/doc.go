// Package itemstats is classical item and test analysis, pure: marks in,
// figures out. It imports nothing of ours, knows no database and no clock, and
// gives the same figures for the same marks in whatever order the sittings
// come.
//
// # Notation
//
// A sitting s has items i at places p. x(s,i) is the mark reached, as a share
// of the paper's maximum, so that papers of different weight can stand beside
// each other; T(s) = Σ x(s,i) is the total and R(s,i) = T(s) − x(s,i) the rest.
// V and C are the sample variance and covariance, divided by n − 1. An omitted
// item is a mark of 0; a mark may be below 0 where wrong answers cost points.
//
// # Sources
//
//   - [Moodle] "Quiz statistics calculations", docs.moodle.org/dev: the reference
//     of definitions, among them that only the first attempt of a learner is
//     counted (the caller hands in no others) and omitted items count as 0.
//   - [C&A] Crocker & Algina, Introduction to Classical and Modern Test Theory,
//     1986: item analysis, reliability, standard error of measurement.
//   - [KR] Kuder & Richardson, "The theory of the estimation of test
//     reliability", Psychometrika 2, 1937: formula 20.
//   - [Cronbach] "Coefficient alpha and the internal structure of tests",
//     Psychometrika 16, 1951.
//   - [Kelley] "The selection of upper and lower groups for the validation of
//     test items", Journal of Educational Psychology 30, 1939: 27 per cent.
//   - [Tarrant] Tarrant, Ware & Mohammed, BMC Medical Education 9:40, 2009: an
//     option chosen by fewer than 5 per cent does not function.
//
// A figure that its formula leaves undefined (a variance of one, a correlation
// with something that does not vary) is nil, never 0 and never NaN.
//
// testdata/reference.py computes every figure a second time, from other code
// and in exact fractions; a test holds the two together to 1e-9.
package itemstats
