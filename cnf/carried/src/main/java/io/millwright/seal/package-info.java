/** What only chosen holders of a key pair can open: files under AES-256-GCM, and keys wrapped for certificates. */
package io.millwright.seal;
