# SPDX-License-Identifier: Apache-2.0
"""What was asked of the simulator: counts and a log, never a secret."""

import threading
import time
from collections import Counter, deque

LOG_MAX = 20000


class Traffic:
    def __init__(self):
        self._lock = threading.Lock()
        self._log = deque(maxlen=LOG_MAX)
        self._endpoints = Counter()
        self._grant_types = Counter()

    def arrived(self, request, endpoint, grant_type):
        """Count a request; the answer's status is filled in later."""
        entry = {
            "time": time.time(),
            "method": request.method,
            "path": request.path,
            "endpoint": endpoint,
            "grant_type": grant_type,
            "auth": request.auth_scheme(),
            "user_agent": request.headers.get("User-Agent"),
            "status": None,
        }
        with self._lock:
            self._log.append(entry)
            self._endpoints[endpoint] += 1
            if grant_type:
                self._grant_types[grant_type] += 1
        return entry

    def reset(self):
        with self._lock:
            self._log.clear()
            self._endpoints.clear()
            self._grant_types.clear()

    def counts(self):
        with self._lock:
            return {"requests": sum(self._endpoints.values()),
                    "endpoints": dict(self._endpoints),
                    "grant_types": dict(self._grant_types)}

    def log(self):
        with self._lock:
            return [dict(entry) for entry in self._log]
