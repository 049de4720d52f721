import numpy as np

from studies.search.naming import best_order, summary


def test_the_best_order_exchanges_two_stems_and_says_what_that_gains() -> None:
    share = np.array([[0.1, 0.9, 0.0], [0.8, 0.1, 0.1], [0.0, 0.0, 1.0]])
    order, gain = best_order(share)
    assert order.tolist() == [1, 0, 2]
    assert np.isclose(gain, 1.5)


def test_the_summary_counts_what_an_exchange_mends_and_breaks() -> None:
    found = np.array([[1.0, 2.5, 1.0], [0.0, 1.5, -0.8], [0.0, 0.0, 0.0]])
    counted = summary(found)
    assert (counted["mixtures"], counted["misnamed"]) == (3, 1)
    assert counted["exchanged"] == {"0.0": {"better": 1, "worse": 1}, "1.0": {"better": 1, "worse": 1},
                                    "2.0": {"better": 1, "worse": 0}, "3.0": {"better": 0, "worse": 0}}
