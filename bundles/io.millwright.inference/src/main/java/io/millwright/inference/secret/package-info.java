/** Models that only chosen gateways can read: files sealed with a key that is wrapped for each gateway's certificate. */
package io.millwright.inference.secret;
