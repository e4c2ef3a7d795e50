# SPDX-License-Identifier: Apache-2.0
"""A Palantir Foundry for tests, as far as its public documentation goes.

world.py ties the parts together; read it first.
"""
