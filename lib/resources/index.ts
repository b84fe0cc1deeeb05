// The protected resources of a realm: they join its endpoints when it is made. To add one: a file here and a line below.

import type { Endpoint } from '../endpoints/endpoint.js'
import type { Demands } from './demands.js'
import { documentsEndpoint } from './documents.js'
import type { Drawer } from './drawer.js'
import { protectedResourceMetadata } from './metadata.js'
import { resourceEndpoint } from './resource.js'

/** By the names of their endpoints, of which `ENDPOINTS` has the others. */
export type ResourceName = 'documents' | 'resource' | 'protected_resource_metadata'

export function resources(drawer: Drawer, demands: Demands): Readonly<Record<ResourceName, Endpoint>> {
  return {
    resource: resourceEndpoint(demands),
    protected_resource_metadata: protectedResourceMetadata(demands),
    documents: documentsEndpoint(drawer),
  }
}
