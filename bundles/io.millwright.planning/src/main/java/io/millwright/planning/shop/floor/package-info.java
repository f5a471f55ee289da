/** What machines tell of themselves, and what that means for the jobs. */
package io.millwright.planning.shop.floor;
