/**
 * How values come over an open link: by subscription or polling, decoded, refused or renewed. Knows of the session only what
 * {@link io.millwright.opcua.acquire.OpenLink} says.
 */
package io.millwright.opcua.acquire;
