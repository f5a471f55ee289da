/** What becomes of a plan: proposed, shown, approved or rejected, expired; kept over restarts. */
package io.millwright.planning.plan;
