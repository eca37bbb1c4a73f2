package itemstats

// Report is the whole analysis of one quiz.
type Report struct {
	Test  TestStats
	Items []ItemStats // in the order of the items handed in
}

// Of analyses sittings of one quiz. Each Mark.Item must be an index into items
// and each paper must have a maximum above 0; the caller hands in one sitting
// per learner, the first [Moodle].
func Of(items []Item, sittings []Sitting) Report {
	totals := make([]float64, len(sittings))
	for i, s := range sittings {
		sum := int64(0)
		for _, m := range s {
			sum += m.Score
		}
		totals[i] = float64(sum) / s.max()
	}
	r := Report{Test: testOf(sittings, totals), Items: make([]ItemStats, len(items))}
	for i, c := range columnsOf(len(items), sittings, totals) {
		r.Items[i] = itemOf(items[i], c)
	}
	if len(sittings) > 0 {
		weigh(r.Items, len(sittings))
	}
	return r
}
