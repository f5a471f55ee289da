# SPDX-License-Identifier: EPL-2.0
"""Tests of the model tool. Run: python3 -m unittest discover -s models/tools/tests -t models/tools"""
