/** The live page behind the web admin's login: what it serves, to whom, and where it is entered. Names no other room but view and resource. */
package io.millwright.operation.page;
