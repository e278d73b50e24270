import { ObjectType } from '@nestjs/graphql';
import { Product } from '../catalog/index.js';
import { Connection } from '../platform/graphql/index.js';

@ObjectType({ description: 'Products, page by page.' })
export class ProductConnection extends Connection(Product, 'Product') {}
