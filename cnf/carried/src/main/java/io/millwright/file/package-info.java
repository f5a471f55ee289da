/** Names of files. Carried privately by the bundles that write some. */
package io.millwright.file;
