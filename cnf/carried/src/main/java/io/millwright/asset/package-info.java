/** Names of assets, as connections and pipelines list them. */
package io.millwright.asset;
