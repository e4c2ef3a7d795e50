# SPDX-License-Identifier: Apache-2.0
"""Many processes at once that find the token expired: one request, and the
right answer for all."""

from statistics import median

from driver import Case
from ground import Ground, request

SIZES = (1, 50, 200)
TIMES = 5


class Crowd:
    """So many at once, TIMES times; the worst of what is counted."""

    def __init__(self, size, once):
        self.size = size
        self.once = once  # a refresh token works exactly once
        self.requests = 0
        self.right = size
        self.ms = self.cached_ms = self.limit_ms = None

    def missed(self):
        return self.requests != 1 or self.right != self.size

    def slow(self):
        return self.limit_ms is not None and self.ms > self.limit_ms


def measure(crowd, timer, ground, case):
    expired, cached = [], []
    for _ in range(TIMES):
        ground.home.expire_record()
        ground.foundry.reset_stats()
        ms, answers = timer.burst(case, crowd.size)
        asked = ground.foundry.stats()["grant_types"].get("refresh_token", 0)
        token = ground.home.record()["access_token"]
        right = sum(f"password={token}\n" in text for text in answers)
        crowd.requests = max(crowd.requests, asked)
        crowd.right = min(crowd.right, right)
        expired.append(ms)
        cached.append(timer.burst(case, crowd.size)[0])
    crowd.ms, crowd.cached_ms = median(expired), median(cached)


def crowds(foundry, prefix, scratch, timer):
    ground = Ground(foundry, prefix, scratch, "crowd")
    ground.cache()
    case = Case("crowd", [ground.program("git-credential-foundry"), "get"],
                ground.env, request(ground.host))
    for once in (False, True):
        foundry.set(strict_rotation=once)
        alone = None
        for size in SIZES:
            crowd = Crowd(size, once)
            measure(crowd, timer, ground, case)
            alone = alone or crowd.ms
            # One refresh, and as many starts with a token there.
            crowd.limit_ms = None if size == 1 else alone + crowd.cached_ms
            yield crowd
    foundry.set(strict_rotation=False)
