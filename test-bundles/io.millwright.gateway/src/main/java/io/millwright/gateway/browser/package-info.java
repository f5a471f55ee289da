/** Headless Chromium by its DevTools protocol: what a person at a screen would see, for tests, screenshots and benchmarks. */
package io.millwright.gateway.browser;
