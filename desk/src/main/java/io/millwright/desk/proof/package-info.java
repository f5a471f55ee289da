/** What gateways say of themselves, held against what is at hand, away from any gateway. */
package io.millwright.desk.proof;
